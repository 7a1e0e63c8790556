import { describe, expect, it } from "vitest";
import {
  type Asked,
  decidePresence,
  type Presence,
  type PresenceEvent,
  type RosterItem,
  type Saying,
} from "../../../src/roster/roster-state.ts";

function item(seesUs: boolean, asked: Asked, resources?: readonly string[]): RosterItem {
  return {
    seesUs,
    asked,
    resources: resources && new Map(resources.map((name) => [name, { priority: 0, show: "" }])),
  };
}

function here(resource: string, priority = 0): PresenceEvent {
  return { type: "available", resource, priority, show: "" };
}

function gone(resource: string): PresenceEvent {
  return { type: "unavailable", resource };
}

const subscribe: PresenceEvent = { type: "subscribe" };
const subscribed: PresenceEvent = { type: "subscribed" };
const unsubscribe: PresenceEvent = { type: "unsubscribe" };
const unsubscribed: PresenceEvent = { type: "unsubscribed" };
const probe: PresenceEvent = { type: "probe" };
const error: PresenceEvent = { type: "error" };
const absent: PresenceEvent = { type: "absent" };

const same = "same";
interface Row {
  readonly promise: string;
  readonly known: RosterItem | undefined;
  readonly event: PresenceEvent;
  readonly after: RosterItem | undefined | typeof same;
  readonly send?: readonly Saying[];
  readonly answer?: readonly Saying[];
  readonly change?: Presence;
}

const table: readonly Row[] = [
  // Subscriptions to us.
  {
    promise: "a stranger's subscription is approved, shown to them and asked back",
    known: undefined,
    event: subscribe,
    after: item(true, "pending"),
    send: ["subscribed", "available", "subscribe"],
  },
  {
    promise: "a repeated subscription is answered again and changes nothing",
    known: item(true, "pending"),
    event: subscribe,
    after: same,
    answer: ["subscribed", "available"],
  },
  {
    promise: "who refused to be seen is not asked again when the subscription is repeated",
    known: item(true, "refused"),
    event: subscribe,
    after: same,
    answer: ["subscribed", "available"],
  },
  {
    promise: "who comes back while we still see them is not asked again",
    known: item(false, "granted", ["phone"]),
    event: subscribe,
    after: item(true, "granted", ["phone"]),
    send: ["subscribed", "available"],
  },
  {
    promise: "who comes back while our request is open is not asked again",
    known: item(false, "pending"),
    event: subscribe,
    after: item(true, "pending"),
    send: ["subscribed", "available"],
  },
  {
    promise: "an unsubscription is confirmed, and presence withdrawn",
    known: item(true, "granted", ["phone"]),
    event: unsubscribe,
    after: item(false, "granted", ["phone"]),
    send: ["unsubscribed", "unavailable"],
  },
  {
    promise: "who unsubscribes with our request open is remembered until it is answered",
    known: item(true, "pending"),
    event: unsubscribe,
    after: item(false, "pending"),
    send: ["unsubscribed", "unavailable"],
  },
  {
    promise: "who unsubscribes and is not seen either is forgotten",
    known: item(true, "refused"),
    event: unsubscribe,
    after: undefined,
    send: ["unsubscribed", "unavailable"],
  },
  { promise: "a stranger's unsubscription is ignored", known: undefined, event: unsubscribe, after: same },
  {
    promise: "a repeated unsubscription is ignored",
    known: item(false, "granted", []),
    event: unsubscribe,
    after: same,
  },
  // Our subscription to them.
  {
    promise: "an approval counts, says nothing yet of the person's presence, and so is asked for it",
    known: item(true, "pending"),
    event: subscribed,
    after: item(true, "granted"),
    answer: ["probe"],
  },
  {
    promise: "a repeated approval changes nothing",
    known: item(true, "granted", ["phone"]),
    event: subscribed,
    after: same,
  },
  { promise: "an approval nobody asked for is ignored", known: undefined, event: subscribed, after: same },
  {
    promise: "an approval after a refusal was not asked for",
    known: item(true, "refused"),
    event: subscribed,
    after: same,
  },
  {
    promise: "a refusal is remembered",
    known: item(true, "pending"),
    event: unsubscribed,
    after: item(true, "refused"),
  },
  {
    promise: "a withdrawn approval makes a signed-in person unknown, not signed out",
    known: item(true, "granted", ["phone"]),
    event: unsubscribed,
    after: item(true, "refused"),
    change: "unknown",
  },
  {
    promise: "a withdrawn approval makes a signed-out person unknown",
    known: item(true, "granted", []),
    event: unsubscribed,
    after: item(true, "refused"),
    change: "unknown",
  },
  {
    promise: "nobody is left in the roster without a subscription of either side",
    known: item(false, "granted", ["phone"]),
    event: unsubscribed,
    after: undefined,
    change: "unknown",
  },
  {
    promise: "a repeated refusal is ignored",
    known: item(true, "refused"),
    event: unsubscribed,
    after: same,
  },
  { promise: "a stranger's refusal is never answered", known: undefined, event: unsubscribed, after: same },
  // Probes.
  {
    promise: "a subscriber's probe is answered and nothing else",
    known: item(true, "granted", ["phone"]),
    event: probe,
    after: same,
    answer: ["available"],
  },
  {
    promise: "a stranger's probe is told that there is no subscription",
    known: undefined,
    event: probe,
    after: same,
    answer: ["unsubscribed"],
  },
  {
    promise: "a probe after the end of a subscription is told so, and changes nothing in the other direction",
    known: item(false, "granted", ["phone"]),
    event: probe,
    after: same,
    answer: ["unsubscribed"],
  },
  // Presence.
  {
    promise: "the first resource signs the person in",
    known: item(true, "granted"),
    event: here("phone"),
    after: item(true, "granted", ["phone"]),
    change: "in",
  },
  {
    promise: "a resource after none signs the person in",
    known: item(true, "granted", []),
    event: here("phone"),
    after: item(true, "granted", ["phone"]),
    change: "in",
  },
  {
    promise: "a second resource is no second sign-in",
    known: item(true, "granted", ["phone"]),
    event: here("laptop"),
    after: item(true, "granted", ["phone", "laptop"]),
  },
  {
    promise: "the same presence again changes nothing",
    known: item(true, "granted", ["phone"]),
    event: here("phone"),
    after: same,
  },
  {
    promise: "a resource of negative priority is signed in",
    known: item(true, "granted", []),
    event: here("phone", -1),
    after: { seesUs: true, asked: "granted", resources: new Map([["phone", { priority: -1, show: "" }]]) },
    change: "in",
  },
  {
    promise: "another priority is remembered without a sign-in",
    known: item(true, "granted", ["phone"]),
    event: here("phone", 5),
    after: { seesUs: true, asked: "granted", resources: new Map([["phone", { priority: 5, show: "" }]]) },
  },
  {
    promise: "another show is remembered without a sign-in",
    known: item(true, "granted", ["phone"]),
    event: { type: "available", resource: "phone", priority: 0, show: "away" },
    after: { seesUs: true, asked: "granted", resources: new Map([["phone", { priority: 0, show: "away" }]]) },
  },
  { promise: "a stranger's presence is not kept", known: undefined, event: here("phone"), after: same },
  {
    promise: "presence shown before our request is granted is not kept",
    known: item(true, "pending"),
    event: here("phone"),
    after: same,
  },
  {
    promise: "one of two resources that leaves is no sign-out",
    known: item(true, "granted", ["phone", "laptop"]),
    event: gone("laptop"),
    after: item(true, "granted", ["phone"]),
  },
  {
    promise: "the last resource that leaves is a sign-out",
    known: item(true, "granted", ["phone"]),
    event: gone("phone"),
    after: item(true, "granted", []),
    change: "out",
  },
  {
    promise: "a resource that was not there cannot leave",
    known: item(true, "granted", ["phone"]),
    event: gone("laptop"),
    after: same,
  },
  {
    promise: "while nothing is known, one resource that leaves signs nobody out",
    known: item(true, "granted"),
    event: gone("phone"),
    after: same,
  },
  {
    promise: "unavailable from the bare address speaks for all resources",
    known: item(true, "granted", ["phone", "laptop"]),
    event: gone(""),
    after: item(true, "granted", []),
    change: "out",
  },
  {
    promise: "unavailable from the bare address answers a probe",
    known: item(true, "granted"),
    event: gone(""),
    after: item(true, "granted", []),
    change: "out",
  },
  {
    promise: "of whom nothing is known, and whose server sees nobody, is signed out",
    known: item(true, "granted"),
    event: absent,
    after: item(true, "granted", []),
    change: "out",
  },
  {
    promise: "what was heard is newer than that nobody was seen",
    known: item(true, "granted", ["phone"]),
    event: absent,
    after: same,
  },
  {
    promise: "who withdrew while their server was asked stays unknown",
    known: item(true, "refused"),
    event: absent,
    after: same,
  },
  {
    promise: "a repeated sign-out is none",
    known: item(true, "granted", []),
    event: gone(""),
    after: same,
  },
  {
    promise: "the bare unavailable that acknowledges our request is no sign-out",
    known: item(true, "pending"),
    event: gone(""),
    after: same,
  },
  {
    promise: "an error makes the person unknown, not signed out",
    known: item(true, "granted", ["phone"]),
    event: error,
    after: item(true, "granted"),
    change: "unknown",
  },
  {
    promise: "an error about a request leaves the request open",
    known: item(true, "pending"),
    event: error,
    after: same,
  },
  { promise: "a stranger's error is ignored", known: undefined, event: error, after: same },
];

describe("roster state", () => {
  it.each(table)("$promise", ({ known, event, after, send = [], answer = [], change }) => {
    const outcome = decidePresence(known, event, true);
    if (after === same) expect(outcome.item).toBe(known);
    else expect(outcome.item).toEqual(after);
    expect(outcome.send).toEqual(send);
    expect(outcome.answer).toEqual(answer);
    expect(outcome.change).toBe(change);
  });

  it("an address that wants nobody's presence does not ask for it", () => {
    expect(decidePresence(undefined, subscribe, false)).toEqual({
      item: item(true, "no"),
      send: ["subscribed", "available"],
      answer: [],
      change: undefined,
    });
  });

  it("a person cannot fill the roster with resources", () => {
    let known: RosterItem | undefined = item(true, "granted");
    for (let n = 0; n < 1000; n++) known = decidePresence(known, here(`r${n}`), true).item;
    expect(known?.resources?.size).toBe(32);
    // Those who are remembered are still followed.
    expect(decidePresence(known, here("r3", 7), true).item?.resources?.get("r3")?.priority).toBe(7);
    expect(decidePresence(known, gone("r3"), true).item?.resources?.size).toBe(31);
  });
});
