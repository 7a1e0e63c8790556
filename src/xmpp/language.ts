/** Language tags (RFC 5646 §2.1) in their general form; they are stored and sent back, so junk is dropped here. */
const LANGUAGE = /^[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,6}$/i;

/** The first of these values of `xml:lang` that is there, where it is well formed. */
export function readLanguage(...tags: readonly (string | undefined)[]): string | undefined {
  const tag = tags.find((one) => one !== undefined);
  return tag !== undefined && LANGUAGE.test(tag) ? tag : undefined;
}
