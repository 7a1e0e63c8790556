import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decidePresence,
  type Presence,
  type PresenceEvent,
  presenceOf,
  type RosterItem,
  type Saying,
} from "../../../src/roster/roster-state.ts";

// "__proto__" is a resource like any other, and "" is the bare address.
const resource = fc.constantFrom("phone", "laptop", "__proto__", "");
const event: fc.Arbitrary<PresenceEvent> = fc.oneof(
  fc.record({
    type: fc.constantFrom(
      "subscribe",
      "subscribed",
      "unsubscribe",
      "unsubscribed",
      "probe",
      "error",
      "absent",
    ),
  }),
  fc.record({
    type: fc.constant("available" as const),
    resource,
    priority: fc.constantFrom(-1, 0, 5),
    show: fc.constantFrom("", "away"),
  }),
  fc.record({ type: fc.constant("unavailable" as const), resource }),
);

/** The same rules told another way: facts that each stanza makes true or false, with no regard to what is sent. */
class Model {
  seesUs = false;
  request: "never" | "open" | "allowed" | "denied" = "never";
  readonly here = new Set<string>();
  known = false;

  hear(event: PresenceEvent): void {
    const forgotten = !this.seesUs && (this.request === "never" || this.request === "denied");
    if (forgotten) this.request = "never";
    if (event.type === "subscribe") {
      this.seesUs = true;
      if (this.request === "never") this.request = "open";
    }
    if (event.type === "unsubscribe") this.seesUs = false;
    if (event.type === "subscribed" && this.request === "open") this.request = "allowed";
    if (event.type === "unsubscribed" && this.request !== "never") this.request = "denied";
    if (event.type === "error" || this.request !== "allowed") {
      this.known = false;
      this.here.clear();
    } else if (event.type === "available") {
      this.known = true;
      this.here.add(event.resource);
    } else if (event.type === "unavailable") {
      if (event.resource === "") {
        this.known = true;
        this.here.clear();
      } else this.here.delete(event.resource);
    } else if (event.type === "absent") {
      // Where somebody is here or known to be away, it changes nothing.
      this.known = true;
    }
  }

  get presence(): Presence {
    if (!this.known) return "unknown";
    return this.here.size > 0 ? "in" : "out";
  }
}

describe("any sequence of presence", () => {
  it("leads to the state of the model, and tells each sign-in and sign-out once", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const model = new Model();
        let item: RosterItem | undefined;
        let told: Presence = "unknown";
        for (const each of events) {
          const outcome = decidePresence(item, each, true);
          if (outcome.change !== undefined) {
            expect(outcome.change).not.toBe(told);
            told = outcome.change;
          }
          item = outcome.item;
          model.hear(each);
          expect(item?.seesUs ?? false).toBe(model.seesUs);
          expect(item?.asked === "granted").toBe(model.request === "allowed");
          expect(presenceOf(item)).toBe(model.presence);
          expect(told).toBe(model.presence);
          expect(new Set(item?.resources?.keys())).toEqual(model.here);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("leads to the same state if a stanza comes twice, and the second one is not written", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), event, (events, last) => {
        let item: RosterItem | undefined;
        for (const each of events) item = decidePresence(item, each, true).item;
        const once = decidePresence(item, last, true).item;
        const twice = decidePresence(once, last, true);
        expect(twice.item).toBe(once);
        expect(twice.change).toBeUndefined();
        expect(twice.send).toEqual([]);
      }),
    );
  });

  it("asks a person for their presence once, until they have left and come back", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let item: RosterItem | undefined;
        let asked = false;
        for (const each of events) {
          const outcome = decidePresence(item, each, true);
          if (outcome.send.includes("subscribe")) {
            expect(asked).toBe(false);
            asked = true;
          }
          if (outcome.item === undefined) asked = false;
          item = outcome.item;
        }
      }),
    );
  });

  it("causes no endless exchange, even with another component that follows the same rules", () => {
    // What we say is what the other hears, and the other way round. "available" and the like come from one resource.
    const heard = (saying: Saying): PresenceEvent => {
      if (saying === "available") return { type: saying, resource: "bot", priority: 0, show: "" };
      if (saying === "unavailable") return { type: saying, resource: "bot" };
      return { type: saying };
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 1 }), event), { maxLength: 20 }), (started) => {
        const items: (RosterItem | undefined)[] = [undefined, undefined];
        const queue = [...started];
        let steps = 0;
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const [side, each] = next;
          const outcome = decidePresence(items[side], each, true);
          items[side] = outcome.item;
          for (const saying of [...outcome.send, ...outcome.answer]) queue.push([1 - side, heard(saying)]);
          expect(++steps).toBeLessThan(1000);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
