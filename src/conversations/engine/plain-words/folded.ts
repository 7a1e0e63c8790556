/** How texts and words are compared. */

const POLITE_WORDS = [
  "please|pls|plz|thanks|thank you|now|bitte|danke|jetzt|alstublieft|graag|svp|s'il vous plaît|s'il te plaît|por favor",
  "per favore|proszę|tack|tak|kiitos|lütfen|будь ласка|пожалуйста|من فضلك|prosím|děkuji|ďakujem|kérem|köszönöm",
  "παρακαλώ|ευχαριστώ|कृपया|धन्यवाद",
].join("|");
/** Words that may stand in front of another and change nothing. */
export const POLITE_FIRST_WORDS: readonly string[] = `${POLITE_WORDS}|ok|okay|well|oh|so|um|er|err`.split(
  "|",
);
const POLITE = new RegExp(`( (?:${POLITE_WORDS}))+$`, "u");
const POLITE_FIRST = new RegExp(`^(?:(?:${POLITE_FIRST_WORDS.join("|")}) )+`, "u");
const POLITE_BEHIND = new RegExp(`(?:^|[\\s,]+)(?:${POLITE_WORDS})[\\s.!]*$`, "iu");

/** The longest of the words is shorter; folding a long text would cost more than it tells. */
export const LONGEST = 60;

/** A text without case, marks and emoji, and without what is only polite. */
export function folded(text: string): string {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    .replace(/[^\p{L}\p{N}\p{M}'’-]+/gu, " ")
    .replaceAll("’", "'")
    .replace(/(^| )[-']+(?= |$)/gu, "$1")
    .trim();
  return words.replace(POLITE, "").replace(POLITE_FIRST, "").trim() || words;
}

/** A text without "please" at its end. */
export function withoutPolite(text: string): string {
  return text.replace(POLITE_BEHIND, "");
}

export function listOf(list: string): readonly string[] {
  return list.split(/,\s*/u);
}
