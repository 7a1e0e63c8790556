import { oneLine } from "./reason.ts";

/** One mistake in a configuration, and its place. */
export interface Problem {
  /** The setting's key, or the name of a file or an option if no key is concerned. */
  readonly key: string;
  readonly text: string;
  /** `anteroom.yaml:12`, or the name of an environment variable. */
  readonly source?: string;
}

/** Nobody reads more lines, and that many mistakes have one cause. */
const mostShown = 50;

/** All mistakes in a configuration at once. `message` has one line for each. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.slice(0, mostShown).map(problemLine);
    const more = problems.length - lines.length;
    super([...lines, ...(more > 0 ? [`and ${more} more problems`] : [])].join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Makes all of them, and throws the problems of all at once. */
export async function made<T extends readonly unknown[]>(
  ...making: {
    readonly [N in keyof T]: () => T[N] | Promise<T[N]>;
  }
): Promise<T> {
  const results = await Promise.allSettled(making.map(async (make) => make()));
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const problems = errors.flatMap((error) => {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return results.map((result) => (result.status === "fulfilled" ? result.value : undefined)) as unknown as T;
}

const problemLine = ({ key, text, source }: Problem): string =>
  oneLine(`${key}: ${text}${source === undefined ? "" : ` (${source})`}`);

/** Makes a name from outside fit for a message: short, printable, and quoted if it could be misread. */
export function quoted(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return /^[\w./-]+$/.test(short) ? short : JSON.stringify(oneLine(short));
}
