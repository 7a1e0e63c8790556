/**
 * A regular expression as XEP-0122 `<regex/>` wants it, an extended one of POSIX, or `undefined` where it might
 * mean something else there: a client that refuses what we would take is worse than one that does not check.
 */
export function posixOf({ source, flags }: RegExp): string | undefined {
  if (/[imsuvy]/.test(flags) || !/^\^.*[^\\]\$$/.test(source)) return undefined;
  const converted = source
    .replace(/\[(?:\\.|[^\]\\])*\]|\\d/g, (part) =>
      part === "\\d" ? "[0-9]" : part.replaceAll("\\d", "0-9").replaceAll("\\.", "."),
    )
    .replace(/\\([/-])/g, "$1");
  return isCommon(converted.slice(1, -1)) ? converted : undefined;
}

/** Whether all of an expression, its anchors taken off, is common to JavaScript and POSIX. */
function isCommon(inner: string): boolean {
  const classes = inner.match(/\[[^\]]*\]/g) ?? [];
  // In brackets POSIX takes the backslash for itself, and [: [. [= for the beginning of something.
  if (classes.some((part) => /\\|.\[|^\[\^?\]/.test(part))) return false;
  const bare = inner.replace(/\[[^\]]*\]/g, "x").replace(/\\[.*+?()[\]{}|^$\\]/g, "x");
  // Escaped letters, (?…), lazy quantifiers, anchors, and repetitions beyond RE_DUP_MAX.
  if (/\\|\(\?|[*+?}][?+*{]|[\^$]|\{(?!\d{1,2}(?:,\d{0,2})?\})/.test(bare)) return false;
  // Anchors hold for the whole only where alternatives stand in brackets.
  return !withoutGroups(bare).includes("|");
}

function withoutGroups(text: string): string {
  const less = text.replace(/\([^()]*\)/g, "x");
  return less === text ? text : withoutGroups(less);
}
