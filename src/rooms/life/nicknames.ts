/** Nicknames that look alike. The function `nick_key` of the migrations does the same for nicknames that are handed out. */

// The spaces of all scripts, and the control characters that are used as such.
const SPACES = /[\p{Zs}\t-\r\u0085]+/gu;
// Letters that show nothing, such as control, format, variation and filler characters, and the empty Braille pattern.
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u2800]/gu;

/** What nicknames that look alike have in common: compatibility form, case folded, without letters that show nothing. */
export function nickKey(nick: string): string {
  // Upper after lower case folds what lower case alone leaves apart: ß and ss, the two sigmas.
  return nick
    .replace(SPACES, " ")
    .replace(UNSEEN, "")
    .normalize("NFKC")
    .toLowerCase()
    .toUpperCase()
    .normalize("NFKC")
    .replace(SPACES, " ")
    .trim();
}
