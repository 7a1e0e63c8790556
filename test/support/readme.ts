/** What the README and the chapters in docs/ tell people to type and to write, as it stands there. */
import { readdir, readFile } from "node:fs/promises";

export interface Block {
  /** `sh`, `ts`, … */
  readonly language: string;
  readonly text: string;
  /** The file that the paragraph before the block names last; what is typed is no file. */
  readonly file: string | undefined;
}

export interface Section {
  readonly text: string;
  /** Its blocks of code, in order. */
  readonly blocks: readonly Block[];
}

/** The sections whose commands are typed from the package in an empty folder, in this order. */
export const TYPED = {
  install: ["README.md", "Install it"],
  write: ["README.md", "Write a responder"],
  oneFunction: ["docs/responders.md", "One function"],
  page: ["README.md", "Put chat on a page"],
} as const;

const ROOT = new URL("../../", import.meta.url);

/** The README and the chapters, by their paths in the repository. */
export async function documentPaths(): Promise<readonly string[]> {
  const chapters = (await readdir(new URL("docs/", ROOT))).filter((name) => name.endsWith(".md"));
  return ["README.md", ...chapters.sort().map((name) => `docs/${name}`)];
}

export async function readDocument(path: string): Promise<Section> {
  return parts(await readFile(new URL(path, ROOT), "utf8"));
}

/** A section of a document, by its heading of the second level. */
export async function section(path: string, heading: string): Promise<Section> {
  const { text } = await readDocument(path);
  const found = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`${path} has no section "${heading}"`);
  return parts(found);
}

/** The block that shows a file. */
export function blockOf({ blocks }: Section, file: string): Block {
  const block = blocks.find((candidate) => candidate.file === file);
  if (block === undefined) throw new Error(`nothing shows ${file}`);
  return block;
}

function parts(text: string): Section {
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ({ 1: language = "", 2: code = "", index }) => {
      const paragraph = text.slice(0, index).trimEnd().split("\n\n").at(-1) ?? "";
      const named = [...paragraph.matchAll(/`([\w./-]+\.\w+)`/g)].at(-1)?.[1];
      return { language, text: code, file: language === "sh" ? undefined : named };
    },
  );
  return { text, blocks };
}
