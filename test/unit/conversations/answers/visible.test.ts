/** Digits of every script, and characters that nobody sees. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  any,
  choice,
  date,
  file,
  jid,
  number,
  text,
  yesNo,
} from "../../../../src/conversations/answers/index.ts";
import { visible } from "../../../../src/conversations/answers/words/visible.ts";

const hearing = { now: Date.UTC(2026, 10, 25, 12), lang: null };
const drinks = choice(["tea", "coffee", "wine"]);

/** What keyboards, clients and copying leave around words. */
const UNSEEN = [
  ..."\u00ad\u034f\u061c\u115f\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u2060\u2066\u2067\u2068\u2069",
  ..."\u2800\u3164\ufe0f\ufeff\uffa0\u{e0001}\u00a0\u202f\u3000\u2028",
];

/** Of each script that has them, the digits from zero on. */
const ZEROS = Array.from({ length: 0x1_fbf0 }, (_, point) => String.fromCodePoint(point)).filter(
  (one, point) => /\p{Nd}/u.test(one) && !/\p{Nd}/u.test(String.fromCodePoint(Math.max(0, point - 1))),
);

describe("a digit", () => {
  it("is one in every script of Unicode", () => {
    expect(ZEROS.length).toBeGreaterThan(60);
    for (const zero of ZEROS) {
      const digit = (value: number) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + value);
      expect([zero, number().parse(digit(4) + digit(0) + digit(7), hearing)]).toEqual([
        zero,
        { ok: true, value: 407 },
      ]);
      expect([zero, drinks.parse(digit(3), hearing)]).toEqual([zero, { ok: true, value: "wine" }]);
      expect([zero, yesNo().parse(digit(1), hearing)]).toEqual([zero, { ok: true, value: true }]);
    }
  });

  it.each([
    ["٤٢", 42],
    ["۱۲٫۵", 12.5],
    ["١٬٢٣٤٬٥٦٧", 1_234_567],
    ["١٬٢٣٤", 1_234],
    ["١٫٢٣٤", 1.234],
    ["১৭", 17],
    ["７", 7],
    ["5️⃣", 5],
    ["1️⃣2️⃣", 12],
    ["🔟", 10],
    ["𝟜𝟚", 42],
    ["④", 4],
  ])("is read in %j", (said, value) => {
    for (const lang of [null, "de", "ar", "en"])
      expect([lang, number().parse(said, { ...hearing, lang })]).toEqual([lang, { ok: true, value }]);
  });

  it("is read in days and choices too", () => {
    const day = { ok: true, value: new Date("2026-12-24T00:00:00Z") };
    expect(date().parse("٢٠٢٦-١٢-٢٤", hearing)).toEqual(day);
    expect(date().parse("२४.१२.२०२६", hearing)).toEqual(day);
    expect(drinks.parse("2️⃣", hearing)).toEqual({ ok: true, value: "coffee" });
    expect(drinks.fromForm(["２"], hearing)).toEqual({ ok: true, value: "coffee" });
    expect(number().fromForm(["٤٢"], hearing)).toEqual({ ok: true, value: 42 });
  });

  it("stays as it was written where the text is kept", () => {
    expect(text().parse("خیابان ۱۲", hearing)).toEqual({ ok: true, value: "خیابان ۱۲" });
    expect(jid().parse("ann٣@example.org", hearing)).toMatchObject({ value: "ann٣@example.org" });
  });
});

describe("a character that is not seen", () => {
  const kinds: readonly (readonly [Answer<unknown>, string])[] = [
    [text(), "Mend the lamp"],
    [any(), "two\nlines"],
    [number(), "12"],
    [yesNo(), "no"],
    [drinks, "coffee"],
    [date(), "2026-12-24"],
    [jid(), "ann@example.org"],
    [file(), "https://up.example.org/a.png"],
  ];

  it.each(kinds)("changes no answer around it: %#", (kind, said) => {
    const value = kind.parse(said, hearing);
    expect(value.ok).toBe(true);
    // After U+FE0F a text may look otherwise.
    for (const one of UNSEEN.filter((unseen) => unseen !== "\ufe0f"))
      for (const around of [one + said, said + one, `${one} ${said}${one}\n`])
        expect([
          JSON.stringify(around),
          kind.parse(around, hearing),
          kind.fromForm([around], hearing),
        ]).toEqual([JSON.stringify(around), value, value]);
  });

  it.each([
    [number(), "1\u200b2", 12],
    [yesNo(), "y\u00ades", true],
    [drinks, "cof\u200dfee", "coffee"],
    [jid(), "ann@\u200bexample.org", "ann@example.org"],
  ] as readonly (readonly [Answer<unknown>, string, unknown])[])(
    "changes none inside of it either: %#",
    (kind, said, value) => {
      expect(kind.parse(said, hearing)).toEqual({ ok: true, value });
    },
  );

  it("is no answer by itself", () => {
    for (const one of [...UNSEEN, "\u202e", "\u200b\u3164 \u2800", "\u2067\u2069", "\ufe0f\u200d"])
      for (const [kind] of kinds) {
        expect([JSON.stringify(one), kind.kind, kind.parse(one, hearing).ok]).toEqual([
          JSON.stringify(one),
          kind.kind,
          false,
        ]);
        expect(kind.optional().fromForm([one], hearing)).toEqual({ ok: true, value: undefined });
      }
  });

  it("stays where it shapes what is seen", () => {
    for (const said of [
      "👩‍👩‍👧",
      "❤️",
      "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
      "می‌خواهم",
      "क्‍",
      "葛󠄀",
      "co\u00adoperate",
      "1️⃣",
      "a \u202bאב\u202c",
    ])
      for (const kind of [text(), any()])
        expect(kind.parse(`\u200e${said} `, hearing)).toEqual({ ok: true, value: said });
  });

  it("is not passed over where the text is seen in reverse", () => {
    expect(number().parse("\u202e12", hearing)).toMatchObject({ ok: false });
    expect(text().parse("\u202eabc", hearing)).toEqual({ ok: true, value: "\u202eabc" });
  });
});

describe("no text", () => {
  const said = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc
      .array(
        fc.constantFrom(...UNSEEN, "\u202e", "a", "é", "ب", "क्", "1", "٣", "👍", "👩", "!", "字", "🇩", "🇪"),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join("")),
  );
  const seen = (one: string) =>
    [...one]
      .filter((each) => !/[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u.test(each))
      .join("");

  it("is kept otherwise than it is seen, but for its ends", () => {
    fc.assert(
      fc.property(fc.constantFrom(text(), any(), text().lines(), text().optional()), said, (kind, body) => {
        for (const read of [kind.parse(body, hearing), kind.fromForm([body], hearing)]) {
          if (!read.ok || read.value === undefined) continue;
          expect(body).toContain(read.value);
          expect(seen(read.value)).toBe(seen(body));
          expect(read.value).not.toBe("");
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("is trimmed again by trimming it twice, or loses more than its ends", () => {
    fc.assert(
      fc.property(said, (body) => {
        const once = visible(body);
        expect(visible(once)).toBe(once);
        expect(body).toContain(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it("takes longer than its length, whatever is at its ends", () => {
    const long = "\u200b".repeat(200_000);
    expect(text().parse(`${long}x`, hearing)).toEqual({ ok: true, value: "x" });
    expect(text().parse(`x${long}`, hearing)).toEqual({ ok: true, value: "x" });
    expect(any().parse(`x${long}x`, hearing).ok).toBe(true);
    for (const [kind] of [[number()], [yesNo()], [drinks], [date()], [jid()], [file()]] as const)
      expect(kind.parse(`x${long}x`, hearing).ok).toBe(false);
  });
});
