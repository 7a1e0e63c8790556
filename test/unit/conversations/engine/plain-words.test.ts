import { describe, expect, test } from "vitest";
import { unaccented } from "../../../../src/conversations/answers/words/choices/names.ts";
import { yesAndNo } from "../../../../src/conversations/answers/words/yes-words.ts";
import { folded, wishOf } from "../../../../src/conversations/engine/plain-words/index.ts";
import { readBeginning } from "../../../../src/conversations/engine/plain-words/starting.ts";
import { EVERYDAY_WORDS, PLAIN_WORDS } from "../../../../src/conversations/engine/plain-words/words.ts";

const wishes = ["help", "abort", "back", "restart", "greeting", "enough"] as const;
const all = Object.entries(PLAIN_WORDS).flatMap(([lang, words]) =>
  wishes.flatMap((wish) =>
    (words[wish] ?? "").split(/,\s*/u).map((word) => ({ lang, wish, word: folded(word) })),
  ),
);

test("no word asks for two different things in two languages", () => {
  const asked = new Map<string, Set<string>>();
  for (const { word, wish } of all) asked.set(word, (asked.get(word) ?? new Set()).add(wish));
  expect([...asked].filter(([, of]) => of.size > 1)).toEqual([]);
});

test("no word says yes or no in any language", () => {
  const answers = new Set([...yesAndNo().values()].flatMap((words) => [...words.keys()]));
  expect(all.filter(({ word }) => answers.has(word))).toEqual([]);
});

test("every everyday word is one of them, and not English", () => {
  for (const word of EVERYDAY_WORDS.split(/,\s*/u)) {
    const langs = all.filter((one) => one.word === word).map(({ lang }) => lang);
    expect(langs, word).not.toEqual([]);
    expect(langs, word).not.toContain("en");
  }
});

test("every word is found as it stands", () => {
  for (const { word, wish } of all) expect(wishOf(word), word).toBe(wish);
});

test("every word is found without its accents, unless that says something else elsewhere", () => {
  const other = all
    .map(({ word, wish }) => [unaccented(word), wish, wishOf(unaccented(word))])
    .filter(([, wish, asks]) => asks !== wish);
  expect(other).toEqual([]);
});

test.each([
  ["Stop!!!", "abort"],
  ["STOP", "abort"],
  ["please cancel", "abort"],
  ["Cancel, please.", "abort"],
  ["ok, quit", "abort"],
  ["*exit*", "abort"],
  ["🛑 stop 🛑", "abort"],
  ["s\u200btop", "abort"],
  ["Never mind…", "abort"],
  ["Abbrechen bitte", "abort"],
  ["Annuler s’il vous plaît", "abort"],
  ["¡Cancelar!", "abort"],
  ["przerwij", "abort"],
  ["إلغاء", "abort"],
  ["go  back", "back"],
  ["Zurück.", "back"],
  ["terug", "back"],
  ["назад", "back"],
  ["Start over!", "restart"],
  ["baştan başla", "restart"],
  ["?", "help"],
  ["???", "help"],
  ["What?", "help"],
  ["What can you do?", "help"],
  ["I don’t understand", "help"],
  ["Hilfe!", "help"],
  ["ayuda por favor", "help"],
  ["Hello :)", "greeting"],
  ["Guten Tag", "greeting"],
  ["¡Buenos días!", "greeting"],
  ["Dzień dobry", "greeting"],
  ["こんにちは。", "greeting"],
  ["Zrušit, prosím", "abort"],
  ["zrusit", "abort"],
  ["Zpět", "back"],
  ["Nápověda!", "help"],
  ["od začátku", "restart"],
  ["Dobrý den", "greeting"],
  ["Chci skončit", "abort"],
  ["späť", "back"],
  ["Mégse", "abort"],
  ["segítség kérem", "help"],
  ["vissza", "back"],
  ["elölről", "restart"],
  ["Jó napot!", "greeting"],
  ["ακύρωση", "abort"],
  ["ΑΚΥΡΩΣΗ", "abort"],
  ["Βοήθεια παρακαλώ", "help"],
  ["πίσω", "back"],
  ["τι;", "help"],
  ["από την αρχή", "restart"],
  ["रद्द करें", "abort"],
  ["कृपया मदद करें", "help"],
  ["वापस जाओ", "back"],
  ["फिर से शुरू करें", "restart"],
  ["취소해 주세요", "abort"],
  ["처음부터", "restart"],
])("%s asks for %s", (text, wish) => {
  expect(wishOf(text)).toBe(wish);
});

test.each([
  "stop the noise",
  "cancelled",
  "no",
  "yes",
  "helpful",
  "back pain",
  "ne",
  "nem",
  "jo",
  "όχι",
  "नहीं",
  "zpětný odběr",
  "",
  " ",
  "…",
  "a".repeat(100),
])("%s asks for nothing", (text) => {
  expect(wishOf(text)).toBeUndefined();
});

describe("what follows a word that begins something", () => {
  test.each([
    ["new task", "task"],
    ["New: task Buy milk", "task Buy milk"],
    ["I need an appointment", "appointment"],
    ["I’d like pizza", "pizza"],
    ["neue Aufgabe", "Aufgabe"],
    ["nouveau rendez-vous", "rendez-vous"],
    ["new", ""],
  ])("%s: %s", (text, rest) => {
    expect(readBeginning(text)?.rest).toBe(rest);
  });

  test.each(["news", "renew it", "task", ""])("%s begins with none", (text) => {
    expect(readBeginning(text)).toBeUndefined();
  });
});
