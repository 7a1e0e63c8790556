/** What a turn leaves in memory to the next one is what the database would give it. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import appointment from "../../../examples/responders/appointment.ts";
import intake from "../../../examples/responders/intake.ts";
import order from "../../../examples/responders/order.ts";
import shake from "../../../examples/responders/shake.ts";
import survey from "../../../examples/responders/survey.ts";
import task from "../../../examples/responders/task.ts";
import { answer, type Responder, responder, text } from "../../../src/index.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { type Conversing, type SayOptions, startConversing } from "../../support/under-test/conversing.ts";

const ANN = "ann@example.org";

type Said = string | readonly [body: string, options: SayOptions];

/** Whatever may move, stand still, or go back. */
const SAYINGS: readonly Said[] = [
  "/new task",
  "Paint",
  "neither this day nor that",
  ["tomorrow", { children: [xml("thread", {}, "a thread of mine")] }],
  "/back",
  ["2026-12-24", { children: [xml("thread", {}, "another one")] }],
  "/replay 2",
  "perhaps",
  "no",
  "/new survey",
  "bad",
  "/help",
  "The queue",
  "yes",
  "/new shake",
  "/new shake",
  "Ann",
  "/list",
  "more",
  "2",
  "/new order",
  "what is that?",
  "2",
  "hello?",
  "/abort",
  "/new appointment",
  "/new intake Ann",
  "yes",
  "/abort",
  "/new boxes one",
  "two",
  "/replay",
  "three",
  "/back",
  "four",
  ["five", { id: "to be corrected" }],
  ["six", { children: [xml("replace", { xmlns: "urn:xmpp:message-correct:0", id: "to be corrected" })] }],
  "seven",
];

/** Its answers are objects, which it keeps and changes: nobody else may see that. */
const kept: string[][] = [];
const soFar = (all: readonly string[] = []): string => `So far: ${all.join(", ")}`;
const added = (all: readonly string[] = [], said: string): string[] => {
  for (const one of kept) one.push("changed later");
  const more = [...all, said];
  kept.push(more);
  return more;
};
const boxes = responder("boxes", {
  version: 1,
  help: "Collects.",
  props: {
    all: answer<string[]>({
      kind: "list",
      field: { type: "text-single" },
      parse: (said) => ({ ok: true, value: [said] }),
      toJson: (value) => value,
      fromJson: (json) => ({ ok: true, value: json as string[] }),
    }).optional(),
  },
}).steps("next", {
  next: {
    prompt: (c) => soFar(c.all),
    accept: text(),
    receive: (c, said) => {
      c.set("all", added(c.all, said));
      return c.go("after");
    },
  },
  after: {
    prompt: (c) => soFar(c.all),
    accept: text(),
    receive: (c, said) => {
      c.set("all", added(c.all, said));
      return c.go("next");
    },
  },
});

const responders: readonly Responder[] = [appointment, intake, order, shake, survey, task, boxes];

interface Played {
  readonly replies: readonly string[];
  readonly stored: unknown;
}

async function play(before: (chat: Conversing) => Promise<void>): Promise<Played> {
  await using chat = await startConversing({ responders });
  const replies: string[] = [];
  for (const said of SAYINGS) {
    chat.time.advance(1_000);
    await before(chat);
    const [body, options] = typeof said === "string" ? [said, {}] : said;
    replies.push(await chat.ask(body, options));
    await chat.quiet();
  }
  const stored = await chat.database.query(
    `select responder, version, status, rev, next_step, list_shortcut, props || recent as props, thread is null as threadless,
            pending is null as idle, messages, ended_why,
            (select json_agg(json_build_object('seq', seq, 'direction', direction, 'body', body, 'step', step, 'undo', undo)
                             order by seq)
             from conversation_message where conversation_id = conversation.id) as said
     from conversation order by started_at, id`,
  );
  return { replies, stored };
}

/** A job of another kind: what the last one left is gone. */
async function forget(chat: Conversing): Promise<void> {
  const error = xml("error", { type: "cancel" });
  chat.take(
    xml("message", { from: ANN, to: "bot@help.example.org", id: randomUUID(), type: "error" }, error),
  );
  await chat.quiet();
}

describe("a turn from memory", () => {
  it("says and stores the same as a turn that reads everything", async () => {
    const remembering = await play(async () => {});
    const reading = await play(forget);
    expect(remembering.replies).toEqual(reading.replies);
    expect(remembering.stored).toEqual(reading.stored);
    expect(remembering.replies.at(-1)).toBe("So far: one, two, four, six, seven");
  });

  it("reads nothing at all for an answer", async () => {
    await using chat = await startConversing({ responders });
    await chat.ask("/new survey");
    await chat.quiet();
    // whoever reads from these now fails
    const hide = async (from: string, to: string): Promise<void> => {
      for (const table of ["person", "timer", "conversation_notice"])
        await chat.database.query(`alter table ${from}${table} rename to ${to}${table}`);
    };
    await hide("", "hidden_");
    expect(await chat.ask("bad")).toContain("went wrong");
    expect(await chat.ask("The queue")).toContain("write to you");
    await chat.quiet();
    await hide("hidden_", "");
    // timers look at their table by themselves, and may say that they cannot
    const batches = chat.recorded.lines.all.filter(({ msg }) => String(msg).includes("batch"));
    expect(batches).toEqual([]);
  });

  it("does not write again what was deleted meanwhile: the next message is a stranger's", async () => {
    await using chat = await startConversing({ responders });
    await chat.ask("/new survey");
    await chat.quiet();
    await chat.database.query("delete from person");
    expect(await chat.ask("bad")).toContain("/help");
    expect(await chat.database.query("select from conversation")).toEqual([]);
  });
});
