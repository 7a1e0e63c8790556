import { describe, expect, it } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import task, { tasks } from "../../../examples/responders/task.ts";
import { BOT, bodyOf, startConversing } from "../../support/under-test/conversing.ts";

describe("a conversation", () => {
  it("goes on where it was after a restart, and is stored as the contract says", async () => {
    await using chat = await startConversing({ responders: [task, shake] });
    expect(await chat.ask("/new task")).toBe("What is the title?");
    await chat.restart();
    expect(await chat.ask("Buy milk")).toBe('When is "Buy milk" due?');
    const [row] = await chat.database.query("select * from conversations");
    expect(row).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      person: "ann@example.org",
      responder: "task",
      version: 1,
      status: "ongoing",
      started_at: expect.any(Date),
      updated_at: expect.any(Date),
      steps_so_far: ["title"],
      next_step: "due",
      list_shortcut: "people",
      props: { title: "Buy milk" },
      ended_why: null,
    });
    await chat.restart();
    expect(await chat.ask("2026-12-24")).toBe('Create "Buy milk"? (yes/no)');
    expect(await chat.ask("yes")).toBe("Created.");
    expect([...tasks.values()]).toContainEqual({ title: "Buy milk", due: new Date("2026-12-24") });
    expect(await chat.database.query("select status, steps_so_far from conversations")).toEqual([
      { status: "complete", steps_so_far: ["title", "due", "confirm"] },
    ]);
    const said = await chat.database.query("select direction, body from conversation_messages");
    expect(said.map(({ direction, body }) => `${direction} ${body}`)).toEqual([
      "in /new task",
      "out What is the title?",
      "in Buy milk",
      'out When is "Buy milk" due?',
      "in 2026-12-24",
      'out Create "Buy milk"? (yes/no)',
      "in yes",
      "out Created.",
    ]);
    expect(await chat.database.query("select kind from timer")).toEqual([]);
    // what was heard and what was said to it share a row; what the effect said came later
    expect(await chat.database.query("select seq from conversation_turn order by seq")).toEqual(
      [1, 3, 5, 7, 8].map((seq) => ({ seq })),
    );
  });

  it("answers from the bot's full to the person's bare JID, under the id that is stored, and in no thread of its own", async () => {
    await using chat = await startConversing({ responders: [task] });
    chat.say("/new task");
    const stanza = await chat.stanza();
    expect(stanza.attrs).toMatchObject({ from: BOT, to: "ann@example.org", type: "chat" });
    expect(stanza.children.map((child) => (typeof child === "string" ? child : child.name))).toEqual([
      "body",
    ]);
    expect(
      await chat.database.query("select stanza_id as id from conversation_messages where direction = 'out'"),
    ).toEqual([{ id: stanza.attrs.id }]);
  });

  it("takes twenty messages at once in order, one step each", async () => {
    await using chat = await startConversing({ responders: [task, shake] });
    for (let round = 0; round < 5; round++) {
      for (const body of ["/new shake", "Ann", "2", "-"]) {
        chat.say(body);
        chat.say(body, { from: "bob@example.org/desk" });
      }
    }
    for (const to of ["ann@example.org", "bob@example.org"]) {
      for (let round = 0; round < 5; round++) {
        expect(await chat.reply(to)).toBe("Who is shaking my hand?");
        expect(await chat.reply(to)).toContain("Pleased to meet you, Ann.");
        expect(await chat.reply(to)).toContain("Gently.");
        expect(await chat.reply(to)).toBe("See you!");
      }
    }
  });

  it("takes a repeated message once, and acknowledges it twice", async () => {
    await using chat = await startConversing({ responders: [task] });
    const request = { xmlns: "urn:xmpp:receipts" };
    const { xml } = await import("../../../src/xmpp/stanza.ts");
    const children = [xml("request", request)];
    chat.say("/new task", { id: "a", children });
    chat.say("/new task", { id: "a", children });
    expect(await chat.reply()).toBe("What is the title?");
    for (let time = 0; time < 2; time++) {
      const receipt = await chat.sent.next((element) => element.getChild("received") !== undefined);
      expect(receipt.attrs).toMatchObject({ to: "ann@example.org/phone" });
      expect(receipt.getChild("received")?.attrs.id).toBe("a");
    }
    expect(await chat.ask("Buy milk")).toBe('When is "Buy milk" due?');
  });

  it("shows the transcript, takes answers back, and keeps the open question below the answers to commands", async () => {
    await using chat = await startConversing({ responders: [task, shake] });
    await chat.ask("/new task Buy milk");
    expect(await chat.ask("/replay")).toBe(
      [
        '"task", started 2026-01-01 00:00 (times are UTC)',
        "2026-01-01",
        "00:00 You: /new task Buy milk",
        "",
        'When is "Buy milk" due?',
      ].join("\n"),
    );
    expect(await chat.ask("/list")).toBe('people:\n- Ann\n- Bob\n\nWhen is "Buy milk" due?');
    expect(await chat.ask("/back")).toBe("What is the title?");
    expect(await chat.database.query("select steps_so_far, props from conversations")).toEqual([
      { steps_so_far: [], props: {} },
    ]);
    expect(await chat.ask("Buy bread")).toBe('When is "Buy bread" due?');
    const id = "corrected";
    expect(await chat.ask("2026-12-24", { id })).toBe('Create "Buy bread"? (yes/no)');
    const { xml } = await import("../../../src/xmpp/stanza.ts");
    const replace = xml("replace", { xmlns: "urn:xmpp:message-correct:0", id });
    expect(await chat.ask("2026-12-25", { children: [replace] })).toBe('Create "Buy bread"? (yes/no)');
    expect(await chat.database.query("select steps_so_far, props from conversations")).toEqual([
      { steps_so_far: ["title", "due"], props: { title: "Buy bread", due: "2026-12-25" } },
    ]);
  });

  it("ends after a warning when another one begins, and by /abort without its responder", async () => {
    await using chat = await startConversing({ responders: [task, shake] });
    await chat.ask("/new task");
    expect(await chat.ask("/new shake")).toContain("Send /new shake again within 1 minute");
    await chat.restart();
    expect(await chat.ask("/new shake")).toBe("Who is shaking my hand?");
    await chat.restart({ responders: [task] });
    expect(await chat.ask("Ann")).toContain('"shake" is not available');
    expect(await chat.ask("/abort")).toBe('Stopped "shake".');
    const rows = await chat.database.query(
      "select responder, status, ended_why from conversations order by responder desc",
    );
    expect(rows).toEqual([
      { responder: "task", status: "aborted", ended_why: "new" },
      { responder: "shake", status: "aborted", ended_why: "abort" },
    ]);
  });
});

describe("an idle conversation", () => {
  it("is ended, and the person is told, though nobody writes", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    chat.pass(1_200_000);
    await chat.ask("Buy milk");
    chat.pass(1_200_000);
    // The timer that was set at the start has fired and set itself anew.
    await chat.database.query("select 1");
    expect(await chat.ask("/help")).toContain("/abort");
    chat.pass(1_799_000);
    expect(await chat.ask("/list")).toContain("- Ann");
    chat.pass(1_801_000);
    expect(bodyOf(await chat.stanza())).toBe(
      'I have not heard from you for 30 minutes, so I stopped "task". /new task starts it again.',
    );
    expect(await chat.database.query("select status, ended_why from conversations")).toEqual([
      { status: "aborted", ended_why: "idle" },
    ]);
  });
});
