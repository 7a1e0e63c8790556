/** Two subdomains over one database: a conversation is common to both, also while it waits for an effect. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { conversation, type Responder, responder, yesNo } from "../../../src/index.ts";
import { type Conversing, startConversing } from "../../support/under-test/conversing.ts";

const SHOP = "shop.example.org";

/** The keys of the effects that were tried, by the component that tried them. */
const tried: { at: string; key: string; attempt: number }[] = [];
let closed = true;

function buying(at: string): readonly Responder[] {
  const pay = (key: string, attempt: number): string => {
    tried.push({ at, key, attempt });
    if (closed) throw new Error("the bank is closed");
    return "Paid.";
  };
  const steps = responder("steps", { version: 1, help: "", props: {} }).steps(
    "sure",
    { sure: { prompt: "Pay?", accept: yesNo(), receive: (c) => c.complete("", { effect: "pay" }) } },
    { effects: { pay: { run: ({ key, attempt }) => pay(key, attempt), retry: { for: "1d" } } } },
  );
  const line = conversation("line", { version: 1 }, async (c) => {
    await c.ask("sure", yesNo("Pay?"));
    return await c.effect("pay", { run: (key, { attempt }) => pay(key, attempt), retry: { for: "1d" } });
  });
  return [steps, line];
}

let help: Conversing;
let shop: Conversing;

beforeEach(async () => {
  tried.length = 0;
  closed = true;
  help = await startConversing({ responders: buying("help") });
  shop = await startConversing({ responders: buying("shop"), beside: { chat: help, domain: SHOP } });
});
afterEach(async () => {
  await shop[Symbol.asyncDispose]();
});

/** A conversation that waits for an effect which has failed twice, at the first subdomain. */
async function waiting(form: "steps" | "line" = "steps"): Promise<void> {
  await help.ask(`/new ${form}`);
  help.say("yes");
  await help.quiet();
  await help.passed(0);
  await help.passed(1_000);
  expect(await help.reply()).toContain("This takes longer than usual");
  expect(tried).toHaveLength(2);
}

/** The first subdomain is shut down, and its lease has run out some time ago. */
async function shutDown(ago = "10 minutes"): Promise<void> {
  await help.stop();
  await help.database.query("update lease set expires_at = now() - $1::interval where domain <> $2", [
    ago,
    SHOP,
  ]);
}

const timers = () =>
  help.database.query("select domain, kind from timer where kind = 'conversation-effect' order by domain");

describe("the tries of an effect at one subdomain end when its conversation is ended at another", () => {
  it.each([
    ["/abort", ["/abort"]],
    ["/new", ["/new line", "/new line"]],
    ["/forget", ["/forget", "/forget"]],
  ])("by %s", async (_, commands) => {
    await waiting();
    for (const command of commands) await shop.ask(command);
    await shop.quiet();
    expect(await timers()).toEqual([]);
    await help.passed(86_400_000);
    expect(tried).toHaveLength(2);
  });

  it("even while a try is under way, which fails only afterwards", async () => {
    let fail: (error: Error) => void = () => {};
    const begun = new Promise<void>((resolve) => {
      const slow = responder("slow", { version: 1, help: "", props: {} }).steps(
        "sure",
        { sure: { prompt: "Pay?", accept: yesNo(), receive: (c) => c.complete("", { effect: "pay" }) } },
        {
          effects: {
            pay: () => {
              resolve();
              return new Promise<string>((_, reject) => {
                fail = reject;
              });
            },
          },
        },
      );
      void help.restart({ responders: [slow] }).then(async () => {
        await help.ask("/new slow");
        help.say("yes");
      });
    });
    await begun;
    expect(await shop.ask("/abort")).toContain("Stopped");
    fail(new Error("too late"));
    await help.passed(0);
    expect(await timers()).toEqual([]);
  });
});

describe.each(["steps", "line"] as const)(
  "an effect that waits at a subdomain that was shut down (%s)",
  (form) => {
    it("is run by the subdomain at which its person asks after it, with the key that it had", async () => {
      await waiting(form);
      await shutDown();
      closed = false;
      expect(await shop.ask("hello?")).toBe("One moment, I am still working on it.");
      await shop.passed(0);
      expect(await shop.reply()).toBe("Paid.");
      expect(tried.map(({ at, attempt }) => [at, attempt])).toEqual([
        ["help", 1],
        ["help", 2],
        ["shop", 3],
      ]);
      expect(new Set(tried.map(({ key }) => key)).size).toBe(1);
      expect(await timers()).toEqual([]);
      expect(await help.database.query("select status from conversations")).toEqual([{ status: "complete" }]);
    });

    it("is tried on there for as long as its author wants", async () => {
      await waiting(form);
      await shutDown();
      await shop.passed(7 * 86_400_000);
      await shop.ask("hello?");
      await shop.passed(0);
      await shop.passed(3_600_000);
      closed = false;
      await shop.passed(3_600_000);
      expect(await shop.reply()).toBe("Paid.");
    });

    it("leaves its conversation to be ended as idle there, should it fail for good", async () => {
      await waiting(form);
      await shutDown();
      await shop.ask("hello?");
      await shop.passed(0);
      await shop.passed(2 * 86_400_000);
      expect(await shop.reply()).toContain("Sorry, that did not work");
      await shop.passed(1_800_000);
      expect(await shop.reply()).toContain("I have not heard from you for 30 minutes");
    });

    it("is run also where its timer is lost", async () => {
      await waiting(form);
      await shutDown();
      await help.database.query("delete from timer where domain <> $1", [SHOP]);
      await help.database.query("delete from lease where domain <> $1", [SHOP]);
      closed = false;
      await shop.ask("hello?");
      await shop.passed(0);
      expect(await shop.reply()).toBe("Paid.");
    });
  },
);

describe("an effect of another subdomain", () => {
  it("is left to it while it is there, or has only just gone", async () => {
    await waiting();
    expect(await shop.ask("hello?")).toBe("One moment, I am still working on it.");
    await shutDown("20 seconds");
    expect(await shop.ask("hello?")).toBe("One moment, I am still working on it.");
    await shop.passed(60_000);
    expect(await timers()).toEqual([{ domain: "help.example.org", kind: "conversation-effect" }]);
    expect(tried).toHaveLength(2);
  });

  it("is said to be unavailable if that is gone and nobody here knows its responder, and can be aborted", async () => {
    await shop.restart({ responders: [] });
    await waiting();
    await shutDown();
    expect(await shop.ask("hello?")).toContain('"steps" is not available at the moment');
    expect(await shop.ask("/abort")).toContain('Stopped "steps"');
    expect(await timers()).toEqual([]);
  });
});
