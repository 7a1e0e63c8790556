import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import task from "../../../examples/responders/task.ts";
import { conversation, responder, text, yesNo } from "../../../src/index.ts";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { bodyOf, startConversing } from "../../support/under-test/conversing.ts";

const request = xml("request", { xmlns: "urn:xmpp:receipts" });
const active = xml("active", { xmlns: "http://jabber.org/protocol/chatstates" });

const isReceipt = (element: Element): boolean => element.getChild("received") !== undefined;
const isComposing = (element: Element): boolean => element.getChild("composing") !== undefined;

/** Throws in whatever way it is asked to. */
const fragile = responder("fragile", {
  version: 1,
  help: "Breaks",
  props: { how: text() },
  lists: {
    broken: () => {
      throw new Error("list");
    },
  },
}).steps("how", {
  how: {
    prompt: "How?",
    accept: text(),
    list: "broken",
    receive: async (c, how) => {
      if (how === "reject") throw new Error("rejected");
      c.set("how", how);
      return c.go("there");
    },
  },
  there: {
    prompt: (c) => {
      if (c.how === "prompt") throw new Error("prompt");
      return "There.";
    },
    accept: text(),
    receive: () => {
      throw new Error("receive");
    },
  },
});

describe("a responder that fails", () => {
  it("costs its person an apology with a reference, stays at its step, and disturbs nobody else", async () => {
    await using chat = await startConversing({ responders: [fragile, task] });
    await chat.ask("/new fragile");
    for (const body of ["reject", "prompt", "/list"]) {
      const others = Array.from({ length: 10 }, (_, n) => `person${n}-${body.slice(-2)}@example.org`);
      for (const from of others) chat.say("/new task Buy milk", { from: `${from}/desk` });
      chat.say(body, { children: [request] });
      const [, reference = ""] = /went wrong.*\(Reference: ([0-9a-f]{8})\)/.exec(await chat.reply()) ?? [];
      const line = await chat.recorded.lines.next((logged) => logged.reference === reference);
      expect(line).toMatchObject({ level: "error", person: "ann@example.org" });
      await chat.sent.next(isReceipt);
      for (const from of others) expect(await chat.reply(from)).toBe('When is "Buy milk" due?');
    }
    const [row] = await chat.database.query(
      "select next_step, props from conversations where responder = 'fragile'",
    );
    expect(row).toEqual({ next_step: "how", props: {} });
    expect(await chat.ask("well")).toBe("There.");
    expect(await chat.ask("x")).toContain("went wrong");
    expect(await chat.ask("/abort")).toBe('Stopped "fragile".');
  });

  it("is given up when it never decides, and its person goes on", async () => {
    const calls = new Arrivals<string>("the responder");
    const stuck = responder("stuck", { version: 1, help: "", props: {} }).steps("a", {
      a: {
        prompt: "A?",
        accept: text(),
        receive: () => {
          calls.take("receive");
          return new Promise<never>(() => {});
        },
      },
    });
    await using chat = await startConversing({ responders: [stuck] });
    await chat.ask("/new stuck");
    chat.say("x", { children: [active] });
    chat.say("/abort");
    await calls.next();
    // A decision is timed once the event loop has turned.
    await setImmediate();
    chat.time.advance(700);
    const composing = await chat.sent.next(isComposing);
    expect(composing.attrs).toMatchObject({ to: "ann@example.org/phone", type: "chat" });
    chat.time.advance(29_300);
    expect(await chat.reply()).toContain("went wrong");
    expect(await chat.reply()).toBe('Stopped "stuck".');
    expect(chat.time.waiting).toBe(0);
  });

  it("does not run an effect again when what follows it never comes to a question, and its person goes on", async () => {
    const calls = new Arrivals<string>("the responder");
    let runs = 0;
    let stuck = true;
    const order = conversation("order", { version: 1 }, async (c) => {
      await c.ask("what", text("What?"));
      const number = await c.effect("order", () => ++runs);
      if (stuck) {
        calls.take("behind the effect");
        await new Promise(() => {});
      }
      await c.ask("more", text(`More than ${number}?`));
    });
    await using chat = await startConversing({ responders: [order] });
    await chat.ask("/new order");
    chat.say("tea");
    await calls.next();
    await setImmediate();
    chat.time.advance(700);
    chat.time.advance(29_300);
    expect(await chat.reply()).toContain("I cannot show you the open question at the moment");
    stuck = false;
    await chat.passed(600_000);
    expect(await chat.ask("well?")).toContain("More than 1?");
    expect(runs).toBe(1);
  });

  it("runs an effect again with the same key when the end of the process has cut it off", async () => {
    const keys: string[] = [];
    const calls = new Arrivals<string>("the effect");
    const order = responder("order", { version: 1, help: "", props: {} }).steps(
      "sure",
      {
        sure: {
          prompt: "Sure?",
          accept: yesNo(),
          receive: (c) => c.complete("Ordered.", { effect: "order" }),
        },
      },
      {
        effects: {
          order: async ({ key }) => {
            keys.push(key);
            calls.take(key);
            if (keys.length === 1) await new Promise(() => {});
          },
        },
      },
    );
    await using chat = await startConversing({ responders: [order] });
    await chat.ask("/new order");
    chat.say("yes", { children: [active] });
    await chat.sent.next(isComposing);
    await calls.next();
    expect(await chat.reply()).toBe("Ordered.");
    expect(await chat.ask("well?")).toBe("One moment, I am still working on it.");
    await chat.restart();
    await chat.sent.next((element) => element.getChild("active") !== undefined);
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
    await chat.quiet();
    expect(await chat.database.query("select kind from timer")).toEqual([]);
    expect(await chat.database.query("select status from conversations")).toEqual([{ status: "complete" }]);
  });
});

describe("a client that shows chat states, once the bot is seen to compose while an effect runs,", () => {
  /** The effect fails so often, and then gives this. */
  const parcel = (failures: number, gives: string | undefined) =>
    responder("parcel", { version: 1, help: "", props: {} }).steps(
      "sure",
      {
        sure: {
          prompt: "Send it?",
          accept: yesNo(),
          receive: (c) => c.complete("On its way.", { effect: "send" }),
        },
      },
      {
        effects: {
          send: async ({ attempt }) => {
            if (attempt <= failures) throw new Error("no stamps");
            return gives;
          },
        },
      },
    );
  const shown = ({ children, name }: Element): string =>
    name === "message"
      ? (children as Element[])
          .map((child) => (child.name === "body" ? child.getText() : child.name))
          .join(" ")
      : "";
  const start = async (...effect: Parameters<typeof parcel>) => {
    const chat = await startConversing({ responders: [parcel(...effect)] });
    chat.say("/new parcel", { children: [active] });
    await chat.reply();
    chat.say("yes", { children: [active] });
    return chat;
  };
  const next = async (chat: Awaited<ReturnType<typeof start>>): Promise<string> =>
    shown(await chat.sent.next(({ name }) => name === "message"));

  it("is told with what the effect gives that this is over, after what was said beside it", async () => {
    await using chat = await start(0, "It has arrived.");
    expect([await next(chat), await next(chat), await next(chat)]).toEqual([
      "On its way. active",
      "composing",
      "It has arrived. active",
    ]);
  });

  it("is told so by a state alone where there is nothing more to say", async () => {
    await using chat = await start(0, undefined);
    expect(await next(chat)).toBe("On its way. active");
    expect(await next(chat)).toBe("composing");
    const over = await chat.sent.next(({ name }) => name === "message");
    expect(over.attrs).toMatchObject({ to: "ann@example.org/phone", type: "chat" });
    expect(shown(over)).toBe("active");
  });

  it("is told so with each word about a delay, after a restart too", async () => {
    await using chat = await start(2, "It has arrived.");
    expect([await next(chat), await next(chat)]).toEqual(["On its way. active", "composing"]);
    await chat.passed(0);
    await chat.restart();
    await chat.passed(1_000);
    expect(await next(chat)).toMatch(/^This takes longer than usual\..* active$/);
    await chat.passed(4_000);
    expect(await next(chat)).toBe("It has arrived. active");
  });
});

const shortly = responder("shortly", { version: 1, help: "", props: {} }).steps("name", {
  name: { prompt: "Who?", accept: text(), receive: (c, name) => c.complete(`Bye, ${name}.`) },
});

describe("a message that is no answer", () => {
  it("is never answered when it is a bounce, and is noted beside what came back", async () => {
    await using chat = await startConversing({ responders: [task] });
    chat.say("/new task");
    const { attrs } = await chat.stanza();
    const error = xml(
      "error",
      { type: "cancel" },
      xml("service-unavailable", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" }),
    );
    for (const id of [attrs.id, "unknown", undefined]) {
      const bounce = { from: "ann@example.org", to: "bot@help.example.org", type: "error", id };
      chat.take(xml("message", bounce, xml("body", {}, "Buy milk"), error));
    }
    expect(await chat.ask("Buy bread")).toBe('When is "Buy bread" due?');
    expect(
      await chat.database.query("select bounced from conversation_message where bounced is not null"),
    ).toEqual([{ bounced: "service-unavailable" }]);
    expect(chat.sent.all).toHaveLength(2);
  });

  it("is noted as a bounce also where it was the last word of a conversation, and others have followed", async () => {
    await using chat = await startConversing({ responders: [shortly] });
    const said: string[] = [];
    for (const name of ["Ann", "Bea", "Cleo"]) {
      await chat.ask("/new shortly");
      chat.say(name);
      said.push((await chat.stanza()).attrs.id ?? "");
    }
    await chat.ask("/new shortly");
    const gone = xml("gone", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" });
    for (const id of [said[1], said[2]]) {
      const bounce = { from: "ann@example.org/phone", to: "bot@help.example.org", type: "error", id };
      chat.take(xml("message", bounce, xml("error", { type: "cancel" }, gone)));
    }
    await chat.quiet();
    const marked = "select body, bounced from conversation_message where bounced is not null order by body";
    expect(await chat.database.query(marked)).toEqual([
      { body: "Bye, Bea.", bounced: "gone" },
      { body: "Bye, Cleo.", bounced: "gone" },
    ]);
  });

  it("is not reason enough to keep somebody to whom nothing was ever said", async () => {
    await using chat = await startConversing({ responders: [task] });
    const bounce = { from: "mallory@example.net", to: "bot@help.example.org", type: "error", id: "x" };
    chat.take(xml("message", bounce, xml("error", { type: "cancel" })));
    chat.presence(undefined, "mallory@example.net/x");
    await chat.ask("hello");
    expect(await chat.database.query("select address from person")).toEqual([{ address: "ann@example.org" }]);
  });

  it("that is encrypted is not read, and that is told each time, with the open question", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    const encrypted = xml("encrypted", { xmlns: "eu.siacs.conversations.axolotl" }, xml("payload", {}, "x"));
    const children = [encrypted];
    const told = /^I cannot read encrypted messages.*\n\nWhat is the title\?$/su;
    expect(await chat.ask("I sent you an OMEMO encrypted message", { children })).toMatch(told);
    expect(await chat.ask("I sent you another", { children })).toMatch(told);
    expect(await chat.ask("?OTRv23?\nann has requested an Off-the-Record conversation.")).toMatch(told);
    expect(await chat.ask("Buy milk")).toBe('When is "Buy milk" due?');
  });

  it("is shown back when it was held up on its way and is older than the question", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    chat.time.advance(60_000);
    await chat.ask("Buy milk");
    const stamp = new Date(chat.time.now - 30_000).toISOString();
    chat.say("*Buy bread*", { children: [xml("delay", { xmlns: "urn:xmpp:delay", stamp })] });
    const stanza = await chat.stanza();
    expect(bodyOf(stanza)).toContain('*Buy bread*\nWhen is "Buy milk" due?');
    expect(stanza.getChild("unstyled", "urn:xmpp:styling:0")).toBeDefined();
  });
});

describe("a reply", () => {
  it("copies the thread back and makes none up, mirrors chat states, and names the language that was chosen", async () => {
    await using chat = await startConversing({ responders: [task] });
    const body = xml("body", { "xml:lang": "de" }, "/new task");
    const attrs = { from: "ann@example.org/phone", to: "bot@help.example.org", id: "1", type: "chat" };
    chat.take(xml("message", attrs, body, xml("thread", {}, "t1"), active));
    const first = await chat.stanza();
    expect(first.attrs["xml:lang"]).toBe("en");
    expect(first.getChildText("thread")).toBe("t1");
    expect(first.getChild("active")).toBeDefined();
    chat.say("Buy milk");
    const second = await chat.stanza();
    expect(second.attrs["xml:lang"]).toBe("en");
    expect(second.getChildText("thread")).toBeNull();
    expect(second.getChild("active")).toBeUndefined();
    expect(await chat.ask("übermorgen")).toMatch(/, 3 January 2026\nCreate "Buy milk"\?/);
  });

  it("marks as displayed, and acknowledges, what asks for it", async () => {
    await using chat = await startConversing({ responders: [task] });
    const markable = xml("markable", { xmlns: "urn:xmpp:chat-markers:0" });
    chat.say("hello", { id: "m", children: [request, markable] });
    expect((await chat.sent.next(isReceipt)).getChild("received")?.attrs.id).toBe("m");
    const marker = await chat.sent.next((element) => element.getChild("displayed") !== undefined);
    expect(marker.getChild("displayed")?.attrs.id).toBe("m");
  });
});

describe("the time that the component was away", () => {
  it("is not counted as the person's idleness", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    const at = (ms: number) => new Date(chat.time.now + ms);
    await chat.database.query("insert into downtime values ('help.example.org', $1, $2)", [
      at(600_000),
      at(1_800_000),
    ]);
    chat.pass(1_800_000);
    await chat.quiet();
    // Ten minutes of thirty have passed for her.
    chat.pass(1_199_000);
    await chat.quiet();
    expect(await chat.database.query("select status from conversations")).toEqual([{ status: "ongoing" }]);
    chat.pass(2_000);
    expect(await chat.reply()).toContain("have not heard from you for 30 minutes");
  });
});
