import { expect, test } from "vitest";
import { canonicalLanguage } from "../../../../src/gateway/mapping/content/language-tag.ts";

test.each([
  ["en-us", "en-US"],
  ["EN-gb", "en-GB"],
  ["zh-hant-tw", "zh-Hant-TW"],
  ["iw", "he"],
  ["zh-yue-HK", "yue-HK"],
  ["sl-rozaj-biske", "sl-biske-rozaj"],
  ["de-DE-u-co-phonebk", "de-DE-u-co-phonebk"],
  ["x-Whatever", "x-whatever"],
])("the canonical form of %s is %s, and that of the result the same", (tag, canonical) => {
  expect(canonicalLanguage(tag)).toBe(canonical);
  expect(canonicalLanguage(canonical)).toBe(canonical);
});

test.each([
  "",
  "e",
  "en us",
  "de_AT",
  "en--us",
  "-en",
  "english language",
  "12",
  "en\u0000",
  "en-US-",
  `en-${"a1b2c3d4-".repeat(9)}x`,
])("%j is no language tag", (tag) => {
  expect(canonicalLanguage(tag)).toBeUndefined();
});
