import { describe, expect, it } from "vitest";
import { lookUp } from "../../../src/texts/language.ts";
import { createTexts } from "../../../src/texts/say.ts";

const languages = ["en", "nl", "pt-br", "zh-hant"] as const;

describe("the lookup of RFC 4647 §3.4", () => {
  it.each([
    ["nl", "nl"],
    ["nl-BE", "nl"],
    ["NL-be", "nl"],
    ["nl-Latn-BE-1994", "nl"],
    ["en-a-bbb-x-a-ccc", "en"],
    ["nl-u-co-phonebk", "nl"],
    ["nl-x-dialect", "nl"],
    ["pt-BR", "pt-br"],
    ["pt-BR-abl1943", "pt-br"],
    ["zh-Hant-TW-x-private", "zh-hant"],
  ])("shortens %s from its end, to %s", (tag, lang) => {
    expect(lookUp(tag, languages)).toBe(lang);
  });

  it.each(["pt", "zh-Hans", "n", "nld", "x-nl", "i-klingon", "*", "-", "", "en_GB", null, undefined])(
    "finds nothing for %s",
    (tag) => {
      expect(lookUp(tag, languages)).toBeUndefined();
    },
  );
});

describe("the bot", () => {
  it.each(["en-GB", "en", "nl", "tlh", null, undefined])("speaks a language that is shipped to %s", (tag) => {
    const say = createTexts({ language: "en" })(tag);
    expect([say.lang, say("completed")]).toEqual(["en", "Done."]);
  });
});
