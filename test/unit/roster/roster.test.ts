import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { Decision, Job } from "../../../src/ledger/job.ts";
import type { Person } from "../../../src/ledger/person.ts";
import { createRoster, type PresenceFollower, type RosterParts } from "../../../src/roster/roster.ts";
import type { RosterItem } from "../../../src/roster/roster-state.ts";
import type { Address } from "../../../src/xmpp/addresses.ts";
import { type Jid, parseJid } from "../../../src/xmpp/jid.ts";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { streamUnderTest } from "../../support/under-test/stream-under-test.ts";

type AnyJob = Job<unknown, unknown>;

function jid(text: string): Jid {
  const parsed = parseJid(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

const bot: Address = {
  jid: jid("bot@help.localhost"),
  name: "Help",
  resource: "anteroom",
  identities: [],
  features: [],
  listed: true,
  roster: "mutual",
};
const ann: Person = { id: "7", kind: "xmpp", address: "ann@localhost", lang: null };

/** A roster whose jobs and ephemeral stanzas are collected. */
function roster(options: { readonly follower?: PresenceFollower<unknown> } = {}) {
  const sent: Element[] = [];
  const jobs: AnyJob[] = [];
  const { host } = streamUnderTest({ url: "xmpp://127.0.0.1:1", domain: "help.localhost" });
  host.addresses.add(bot);
  const writer = { send: (element: Element) => sent.push(element) > 0, barrier: async () => true };
  const parts = {
    host: { ...host, writer },
    ledger: { post: (job: AnyJob) => jobs.push(job) > 0 },
    db: { query: () => Promise.reject(new Error("not used")) },
    log: pino({ level: "silent" }),
  };
  const made = createRoster(parts as unknown as RosterParts);
  if (options.follower) made.follow("bot", options.follower);
  made.listen?.(host.router);
  const receive = (type: string | undefined, from: string, to = "bot@help.localhost") => {
    host.router.dispatch(xml("presence", { from, to, type }));
  };
  const decide = (item: RosterItem | undefined): Decision => {
    const job = jobs.shift();
    const decision = job?.handler.decide(job.event, { item, followed: "read" }, ann, 1000);
    if (decision === undefined || decision instanceof Promise) throw new Error("no decision");
    return decision;
  };
  return { sent, jobs, receive, decide };
}

const granted: RosterItem = { seesUs: true, asked: "granted", resources: undefined };

describe("roster", () => {
  it.each(["subscribe", "probe"])("answers a %s to an address that does not exist: unsubscribed", (type) => {
    const { sent, jobs, receive } = roster();
    receive(type, "ann@localhost/phone", "nobody@help.localhost/x");
    expect(sent.map(({ attrs }) => [attrs.type, attrs.from, attrs.to])).toEqual([
      ["unsubscribed", "nobody@help.localhost", "ann@localhost"],
    ]);
    expect(jobs).toEqual([]);
  });

  it.each([undefined, "unavailable", "unsubscribe", "subscribed", "unsubscribed", "error"])(
    "is silent about presence of type %s to an address that does not exist",
    (type) => {
      const { sent, jobs, receive } = roster();
      receive(type, "ann@localhost/phone", "nobody@help.localhost");
      expect([sent, jobs]).toEqual([[], []]);
    },
  );

  it.each([
    ["its own domain", "subscribe", "rooms@help.localhost"],
    ["a server", "subscribe", "localhost"],
    ["a type that does not exist", "invisible", "ann@localhost/phone"],
  ])("ignores presence of %s", (_, type, from) => {
    const { sent, jobs, receive } = roster();
    receive(type, from);
    expect([sent, jobs]).toEqual([[], []]);
  });

  it("queues presence with the person's messages, not with those of the resource", () => {
    const { jobs, receive } = roster();
    receive(undefined, "ann@localhost/phone");
    receive("unavailable", "ann@localhost/laptop");
    expect(jobs.map((job) => job.person.address)).toEqual(["ann@localhost", "ann@localhost"]);
  });

  it("sends the handshake of a subscription durably, to the person", () => {
    const { receive, decide } = roster();
    receive("subscribe", "ann@localhost/phone");
    const decision = decide(undefined);
    expect(decision.send?.map(({ attrs }) => [attrs.to, attrs.type])).toEqual([
      ["ann@localhost", "subscribed"],
      ["ann@localhost", undefined],
      ["ann@localhost", "subscribe"],
    ]);
    expect(decision.send?.[1]?.getChild("c")).toBeDefined();
    expect(decision.ephemeral).toEqual([]);
    expect(decision.writes).toHaveLength(1);
  });

  it("answers a probe to the resource that probed, and keeps nothing", () => {
    const { receive, decide } = roster();
    receive("probe", "ann@localhost/phone");
    const decision = decide(granted);
    expect(decision.ephemeral?.map(({ attrs }) => [attrs.from, attrs.to])).toEqual([
      ["bot@help.localhost/anteroom", "ann@localhost/phone"],
    ]);
    expect([decision.send, decision.writes]).toEqual([[], []]);
  });

  it("answers a probe without a subscription to the person, and keeps nothing", () => {
    const { receive, decide } = roster();
    receive("probe", "ann@localhost/phone");
    const decision = decide(undefined);
    expect(decision.ephemeral?.map(({ attrs }) => [attrs.type, attrs.from, attrs.to])).toEqual([
      ["unsubscribed", "bot@help.localhost", "ann@localhost"],
    ]);
    expect([decision.send, decision.writes]).toEqual([[], []]);
  });

  it("answers a repeated subscription to the person, without keeping anything", () => {
    const { receive, decide } = roster();
    receive("subscribe", "ann@localhost/phone");
    const decision = decide(granted);
    expect(decision.ephemeral?.map(({ attrs }) => [attrs.type, attrs.to])).toEqual([
      ["subscribed", "ann@localhost"],
      [undefined, "ann@localhost"],
    ]);
    expect([decision.send, decision.writes]).toEqual([[], []]);
  });

  it("writes nothing for presence of strangers and for presence that changes nothing", () => {
    const { receive, decide } = roster();
    receive(undefined, "ann@localhost/phone");
    expect(decide(undefined).writes).toEqual([]);
    receive(undefined, "ann@localhost/phone");
    expect(decide({ ...granted, resources: new Map([["phone", { priority: 0, show: "" }]]) }).writes).toEqual(
      [],
    );
    receive(undefined, "ann@localhost/phone");
    expect(decide(granted).writes).toHaveLength(1);
  });

  it("writes the consequences of a sign-out in the transaction that records it", () => {
    const told: unknown[] = [];
    const note = xml("message", { to: "x@localhost", id: "1" });
    const { receive, decide } = roster({
      follower: {
        load: async () => [],
        changed: (person, presence, state, now) => {
          told.push([person.id, presence, state, now]);
          return { send: [note] };
        },
      },
    });
    receive("unavailable", "ann@localhost/phone");
    const decision = decide({ ...granted, resources: new Map([["phone", { priority: 0, show: "" }]]) });
    expect(told).toEqual([["7", "out", "read", 1000]]);
    expect(decision.send).toEqual([note]);
    expect(decision.writes).toHaveLength(1);
    receive("unavailable", "ann@localhost/phone");
    decide({ ...granted, resources: new Map() });
    expect(told).toHaveLength(1);
  });
});
