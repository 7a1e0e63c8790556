/** What the README tells people to type and to write, as it stands there: its blocks of code, in order. */
import { readFile } from "node:fs/promises";

export interface Block {
  /** `sh`, `ts`, … */
  readonly language: string;
  readonly text: string;
  /** The file that the paragraph before the block names last; what is typed is no file. */
  readonly file: string | undefined;
}

/** A section of the README, by its heading: the text and its blocks. */
export async function readmeSection(
  heading: string,
): Promise<{ readonly text: string; readonly blocks: readonly Block[] }> {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const text = readme.split(/^## /m).find((section) => section.startsWith(`${heading}\n`));
  if (text === undefined) throw new Error(`the README has no section "${heading}"`);
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ({ 1: language = "", 2: code = "", index }) => {
      const paragraph = text.slice(0, index).trimEnd().split("\n\n").at(-1) ?? "";
      const named = [...paragraph.matchAll(/`([\w./-]+\.\w+)`/g)].at(-1)?.[1];
      return { language, text: code, file: language === "sh" ? undefined : named };
    },
  );
  return { text, blocks };
}
