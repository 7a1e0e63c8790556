import { isIP, isIPv6 } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { type Duration, parseDuration } from "../duration.ts";
import { wrongDatabaseUrl } from "./database-url.ts";

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

/** An address to listen on. `host` has no brackets around an IPv6 address. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const kind = <T>(schema: z.ZodType<T>, variable: "text" | "yaml" = "text"): Kind<T> => ({ schema, variable });

const string = () =>
  z.string({
    error: ({ input }) => (isScalar(input) ? "must be text: put it in quotes" : "must be text"),
  });

const isScalar = (input: unknown) => typeof input === "number" || typeof input === "boolean";

/** One line of printable text. */
const printable = () =>
  string()
    .min(1, { error: "must not be empty", abort: true })
    .refine(isOneLine, { error: notOneLine, abort: true });

const isOneLine = (text: string) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && text.trim() === text;
const notOneLine = "must be one line without control characters, and without spaces at its ends";

const bytes = (text: string) => Buffer.byteLength(text);

/** A name that people see, on one line. No client shows more than 100 characters. */
export const name = kind(
  printable().max(100, {
    error: "must have at most 100 characters",
  }),
);

/** A name, or `off` for none. */
export const nameOrOff: Kind<string | undefined> = kind(
  name.schema.transform((text) => (text === "off" ? undefined : text)),
);

/**
 * A localpart by RFC 7622 §3.3: some characters are forbidden, and 1023 bytes are allowed. Servers fold the case, so
 * upper case would come back as lower case.
 */
export const localpart = kind(
  printable().refine(
    (text) => !/[\s"&'/:<>@]/u.test(text) && text === text.toLowerCase() && bytes(text) <= 1023,
    { error: 'must be the part of an address before "@": lower case, without spaces or any of "&\'/:<>@' },
  ),
);

/** RFC 7622 §3.4: nearly anything printable, at most 1023 bytes. */
export const resourcepart = kind(
  printable().refine((text) => bytes(text) <= 1023, { error: "must have at most 1023 bytes" }),
);

const label = /^(?!-)[\p{Ll}\p{Lo}\p{M}\p{Nd}-]{1,63}(?<!-)$/u;

/** A component's domain, of at least two labels: the keep-alive ping goes to the parent domain. */
export const subdomain = kind(
  printable()
    .refine((text) => text === text.toLowerCase(), { error: "must be in lower case", abort: true })
    .refine(
      (text) => {
        const labels = text.split(".");
        return (
          labels.length >= 2 && labels.every((part) => label.test(part)) && text.length <= 253 && !isIP(text)
        );
      },
      { error: 'must be a subdomain such as "help.example.org"' },
    ),
);

/** Any text that every server's configuration can hold. No server accepts control characters. */
export const sharedSecret = kind(
  string()
    .min(1, { error: "must not be empty", abort: true })
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), { error: "must not hold control characters" }),
);

const portNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;

const hostName = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/;

/** Splits "host:port" or "[IPv6]:port". Undefined for anything else. */
function hostAndPort(text: string): ListenAddress | undefined {
  const found = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d+)$/.exec(text)?.groups;
  const port = portNumber(found?.port);
  if (found === undefined || port === undefined) return undefined;
  const { v6, host } = found;
  if (v6 !== undefined) return isIPv6(v6) ? { host: v6, port } : undefined;
  return host !== undefined && hostName.test(host) ? { host, port } : undefined;
}

/** `xmpp://host:port`, kept as text because the component library takes text. */
export const componentUrl = kind(
  string().refine(
    (text) => {
      const port = text.startsWith("xmpp://") ? hostAndPort(text.slice(7))?.port : undefined;
      return port !== undefined && port > 0;
    },
    { error: 'must be a host and a port such as "xmpp://127.0.0.1:5347"' },
  ),
);

/** An address and a port, or a port alone for the loopback address. Port 0 means any free port. */
export const listenAddress: Kind<ListenAddress> = kind(
  z
    .union([z.string(), z.number()], { error: "must be an address and a port" })
    .transform((given, context): ListenAddress => {
      const text = String(given);
      const port = portNumber(text);
      const address = port === undefined ? hostAndPort(text) : { host: "127.0.0.1", port };
      if (address !== undefined) return address;
      context.addIssue({
        code: "custom",
        message:
          'must be an address and a port such as "127.0.0.1:9090", or "0.0.0.0:9090" for all addresses',
      });
      return z.NEVER;
    }),
);

export const databaseUrl = kind(
  string().superRefine((text, context) => {
    const message = wrongDatabaseUrl(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
);

/** An unquoted PostgreSQL identifier of at most 63 bytes. PostgreSQL reserves the prefix `pg_`. */
export const identifier = kind(
  string().regex(/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/, {
    error:
      'must be a plain identifier: lower-case letters, digits and "_", at most 63, not starting with "pg_"',
  }),
);

export const flag = kind(z.boolean({ error: "must be true or false" }), "yaml");

/** Modules for import(): a path begins with "." or "/" as in Node, anything else is a package's name. */
export const modules: Kind<readonly string[]> = {
  ...kind(
    z.array(
      string()
        .min(1, { error: "must not be empty", abort: true })
        .refine((text) => !text.includes("\0"), { error: "must not hold a NUL character" }),
      { error: "must be a list of paths or package names" },
    ),
    "yaml",
  ),
  place: (names, folder) => names.map((text) => (text.startsWith(".") ? resolve(folder, text) : text)),
};

/** A folder, relative to that of the file that names it; empty for none. */
export const folder: Kind<string | undefined> = {
  ...kind(
    string()
      .refine((text) => text === "" || isOneLine(text), { error: notOneLine })
      .transform((text) => text || undefined),
  ),
  place: (text, from) => (text === undefined ? undefined : resolve(from, text)),
};

export const oneOf = <const T extends string>(words: readonly T[]) =>
  kind(z.enum(words, { error: `must be one of ${words.join(", ")}` }));

/** "90s", "30m", "12h", "7d" or 0, at most `most`. Gives milliseconds. */
export function duration(most: Duration = "3650d"): Kind<number> {
  const limit = parseDuration(most);
  return kind(
    z.union([z.string(), z.literal(0)], { error: expectedDuration }).transform((given, context): number => {
      const length = parseDuration(String(given));
      if (length !== undefined && length <= (limit ?? 0)) return length;
      const message = length === undefined ? expectedDuration : `must be at most ${most}`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }),
  );
}

const expectedDuration = 'must be a duration such as "90s", "30m", "12h" or "7d", or 0';
