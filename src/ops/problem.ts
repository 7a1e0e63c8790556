import { oneLine } from "./reason.ts";

/** One thing that is wrong with a configuration, and where it was found. */
export interface Problem {
  /** The setting's key, or what stands for it where there is none: a file's name, an option. */
  readonly key: string;
  readonly text: string;
  /** `anteroom.yaml:12`, or the name of an environment variable. */
  readonly source?: string;
}

/** More lines than anybody reads are a mistake of another sort. */
const mostShown = 50;

/** Everything that is wrong with a configuration, all at once: one line of `message` for each problem. */
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

const problemLine = ({ key, text, source }: Problem): string =>
  oneLine(`${key}: ${text}${source === undefined ? "" : ` (${source})`}`);

/** A name from outside, fit for a message: short, printable, quoted where it could be taken for something else. */
export function quoted(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return /^[\w./-]+$/.test(short) ? short : JSON.stringify(oneLine(short));
}
