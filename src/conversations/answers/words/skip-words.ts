import { wordsOf } from "./languages.ts";

// What says "nothing" in the languages shipped. Words that also say no are not among them: they may be an answer.
const SKIPPING = new Set(
  wordsOf(
    `- – — /skip skip none nothing überspringen nichts passer rien saltar nada salta niente pular overslaan niets
     hoppa inget ohita пропустить ничего пропустити нічого スキップ なし 特になし 跳过 跳過 无 無`,
  ),
);

/** Whether a text leaves an optional answer open. */
export function isSkipping(text: string): boolean {
  // The longest of the words is far shorter; folding a long text would cost more than it tells.
  return text.length <= 40 && SKIPPING.has(text.normalize("NFKC").trim().toLowerCase());
}
