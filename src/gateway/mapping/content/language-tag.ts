/** Language tags (RFC 5646) in their canonical spelling. */

const LONGEST = 64;

// The tags that are of RFC 5646 and that Intl, which follows Unicode's narrower syntax, does not know. §4.5: a language
// that extends another (zh-yue) is canonical by itself (yue). These are all that are extended.
const EXTENDED = /^(?:ar|kok|lv|ms|sgn|sw|uz|zh)-(?=[a-z]{3}(?:-|$))/i;
const PRIVATE = /^x(?:-[a-z0-9]{1,8})+$/i;

/**
 * The canonical form of a tag. `undefined` if `tag` is none, or one of the few irregular ones of before 2001 (i-klingon).
 */
export function canonicalLanguage(tag: string | undefined): string | undefined {
  if (tag === undefined || tag.length > LONGEST) return undefined;
  if (PRIVATE.test(tag)) return tag.toLowerCase();
  try {
    return Intl.getCanonicalLocales(tag.replace(EXTENDED, ""))[0];
  } catch {
    return undefined;
  }
}
