/** Takes what was said apart: words, numbers and emoji, without the marks around them. */

const ASCII = /^[ -~]*$/;

/** As words are compared: `plain` text in one form and in small letters, without what only some keyboards add. */
export function folded(text: string): string {
  return ASCII.test(text)
    ? text.toLowerCase().replace(/`/g, "'").trim()
    : text
        // NFKC would make a letter of each of these.
        .replace(/(?<=\d)[º°ª]/gu, " ")
        .replace(/(?<!\p{L})n[º°]/giu, "#")
        .replace(/№/gu, "#")
        .normalize("NFKC")
        .toLowerCase()
        .replace(/[’ʼ`´]/gu, "'")
        // The dot of a Turkish İ, the vowels of Arabic, what makes its letters longer, and the colour of skin.
        .replace(/[\u0307\u0640\u064b-\u0652]|\p{Emoji_Modifier}/gu, "")
        .trim();
}

/** What people put behind an answer to be friendly. */
export const FRIENDLY: readonly string[] = "🙏 🙂 😊 😀 😃 😄 😁 😉 ❤ 🥰 😍 🤗 👏 💪 ✨ 💯".split(" ");

/** Food, animals, weather, sports, parties: none of these says yes or no. */
const THING = /^[\u2615\u{1f300}-\u{1f43f}\u{1f950}-\u{1f96f}\u{1f980}-\u{1f9ae}]$/u;

/** Whether an emoji changes nothing. */
export function isDecoration(word: string): boolean {
  return FRIENDLY.includes(word) || THING.test(word);
}

/** Whether NFKC would join a small digit to another: 5² would be 52, and 1½2 be 122. */
export function isRaised(text: string): boolean {
  return /\p{N}(?![\u00bc-\u00be\u2150-\u215e\u2189])\p{No}|\p{No}\p{N}/u.test(text);
}

/** A number with its sign and ending, a word, an emoji or a flag, a plus. */
const TOKEN =
  /(?<!\S)[-+]?\d+(?:[.,:/]\d+)*[\p{L}\p{M}]*|\d+(?:[.,:/]\d+)*[\p{L}\p{M}]*|[\p{L}\p{M}]+(?:'[\p{L}\p{M}]+)*\d*|\p{Extended_Pictographic}|\p{RI}\p{RI}|\+/gu;
/** Between such marks stands what somebody took back. */
const STRUCK_OUT = /~\S[^~]*~/u;

/** The words of a folded text, in order. None where some of it is struck out. */
export function wordsOf(said: string): readonly string[] {
  return STRUCK_OUT.test(said) ? [] : (said.match(TOKEN) ?? []);
}

/** Whether some script in a text stands without spaces between its words. */
export function isUnspaced(text: string): boolean {
  return /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/u.test(text);
}

/** How many words the longest phrase has that is looked for. */
const LONGEST_PHRASE = 5;

/**
 * Reads words by the longest phrases that are known. `undefined` as soon as one is not: what was not understood may
 * turn everything round.
 */
export function phrasesIn<T>(
  words: readonly string[],
  meaningOf: (phrase: string) => T | undefined,
): readonly T[] | undefined {
  const found: T[] = [];
  for (let at = 0; at < words.length; ) {
    let length = Math.min(LONGEST_PHRASE, words.length - at);
    let meaning: T | undefined;
    for (; length > 0; length--) {
      meaning = meaningOf(words.slice(at, at + length).join(" "));
      if (meaning !== undefined) break;
    }
    if (meaning === undefined) return undefined;
    found.push(meaning);
    at += length;
  }
  return found;
}
