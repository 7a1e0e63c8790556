import { inAllLanguages } from "./languages/index.ts";

const SKIPPING = new Set(["-", "–", "—", "/skip", ...inAllLanguages("nothing")]);

/** Whether a text leaves an optional answer open. */
export function isSkipping(text: string): boolean {
  // The longest of the words is far shorter; folding a long text would cost more than it tells.
  return text.length <= 40 && SKIPPING.has(text.normalize("NFKC").trim().toLowerCase());
}
