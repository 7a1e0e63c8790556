/** What is typed as a command is never stored as an answer, and an answer is never carried out as a command. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible as seenOf } from "../../../../src/conversations/answers/words/visible.ts";
import { wishOf } from "../../../../src/conversations/engine/plain-words/index.ts";
import { any, choice, date, number, type Responder, responder, text, yesNo } from "../../../../src/index.ts";
import { Rehearsal } from "../../../../src/testing.ts";

const kinds = {
  text: text(),
  optional: text().optional(),
  any: any(),
  choice: choice(["new", "abort", "help", "/etc", "back"]),
  number: number(),
  date: date(),
  yesNo: yesNo(),
} as const;

/** Asks for one answer of a kind, and keeps it. */
function asking(kind: keyof typeof kinds): Responder {
  return responder("ask", { version: 1, help: "", props: { kept: any().optional() } }).steps("first", {
    first: { prompt: "First?", accept: text(), receive: (c) => c.go("open") },
    open: {
      prompt: "Open?",
      accept: kinds[kind],
      receive: (c, value) => {
        c.set("kept", JSON.stringify(value ?? null));
        return c.go("after");
      },
    },
    after: { prompt: "After?", accept: text(), receive: (c) => c.go("after") },
  });
}

async function asked(kind: keyof typeof kinds): Promise<Rehearsal> {
  const rehearsal = new Rehearsal([asking(kind)]);
  await rehearsal.say("/new ask");
  await rehearsal.say("Something");
  return rehearsal;
}

const blank = fc.constantFrom(
  "",
  " ",
  "\u00a0",
  "\u200b",
  "\u200e",
  "\ufeff",
  "\n",
  "\u3000",
  "\t ",
  "\u2066",
  "\u00ad",
);
const slash = fc.constantFrom("/", "\\", "／", "＼");
const name = fc.constantFrom(
  "new",
  "abort",
  "back",
  "replay",
  "list",
  "help",
  "forget",
  "export",
  "n",
  "zzz",
  "ABORT",
  "etc/x",
);
const mark = fc.constantFrom("", ".", "!", "…", ",", "?", ":", "\u200b", "。");
const rest = fc.constantFrom("", " ask", " 2", " “ask”", "\u00a0ask", " <ask>", "\nask");
const command = fc.tuple(blank, slash, blank, name, mark, rest).map((parts) => parts.join(""));
const kind = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]));

describe("whatever stands around it", () => {
  it("a command is never stored as an answer", async () => {
    await fc.assert(
      fc.asyncProperty(kind, command, async (of, body) => {
        const rehearsal = await asked(of);
        const before = rehearsal.conversation;
        await rehearsal.say(body);
        const after = rehearsal.conversation;
        if (after === undefined || after.id !== before?.id) return;
        expect(after.props, JSON.stringify(body)).toEqual(before.props);
        expect(after.step).not.toBe("after");
      }),
      { numRuns: 600 },
    );
  });
});

// Joiners, accents, emoji, right-to-left: all of it is somebody's answer.
const visible = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        "Ann",
        "👩‍👩‍👧",
        "नमस्ते",
        "שלום",
        "/",
        "//",
        "\\",
        ">",
        "e\u0301",
        " ",
        "\n",
        "1",
        "-",
        "…",
      ),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((parts) => parts.join("")),
);
const begins = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}"'`*_“”„‘’«»<([]*[/\\／＼]/u;

it("a text that begins with no slash is stored as it stands, and carried out as no command", async () => {
  await fc.assert(
    fc.asyncProperty(visible, async (body) => {
      fc.pre(!begins.test(body) && !body.trimStart().startsWith(">") && wishOf(body) === undefined);
      fc.pre(/[\p{L}\p{N}\p{P}\p{S}]/u.test(seenOf(body)));
      const rehearsal = await asked("text");
      const before = rehearsal.conversation;
      await rehearsal.say(body);
      const after = rehearsal.conversation;
      expect(after?.id).toBe(before?.id);
      expect(JSON.parse(String(after?.props.kept ?? '""'))).toBe(seenOf(body));
    }),
    { numRuns: 600 },
  );
});

it("a text behind two slashes is stored with one", async () => {
  await fc.assert(
    fc.asyncProperty(name, rest, async (word, more) => {
      const rehearsal = await asked("text");
      await rehearsal.say(`//${word}${more}`);
      expect(JSON.parse(String(rehearsal.conversation?.props.kept))).toBe(`/${word}${more}`.trim());
    }),
  );
});
