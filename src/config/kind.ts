/** What all kinds of values are made from. */
import { z } from "zod";

/**
 * The kind of value that a setting holds. The schema takes the value from the file's YAML or from an environment
 * variable, and gives the value that the program works with.
 *
 * The texts of problems say what is expected. They never repeat the value found: it may be a secret.
 */
export interface Kind<T> {
  readonly schema: z.ZodType<T>;
  /** How an environment variable is read: as it stands, or as a piece of YAML (or JSON, which is YAML too). */
  readonly variable: "text" | "yaml";
  /** Makes relative paths in the value absolute, relative to the folder of the file that contains them. */
  place?(value: T, folder: string): T;
}

export const kind = <T>(schema: z.ZodType<T>, variable: "text" | "yaml" = "text"): Kind<T> => ({
  schema,
  variable,
});

export const string = () =>
  z.string({
    error: ({ input }) => (isScalar(input) ? "must be text: put it in quotes" : "must be text"),
  });

const isScalar = (input: unknown) => typeof input === "number" || typeof input === "boolean";

/** One line of printable text. */
export const printable = () =>
  string()
    .min(1, { error: "must not be empty", abort: true })
    .refine(isOneLine, { error: notOneLine, abort: true });

export const isOneLine = (text: string) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && text.trim() === text;
export const notOneLine = "must be one line without control characters, and without spaces at its ends";
