/** The events of a room's life, by names that a table can show, and what comes of them as a line of text. */
import { type Action, type Event, live, type Outcome, type Seat } from "../../../../src/rooms/life/index.ts";
import { CLEO, LEASE, NOW, SAM, type Situation, TERMS } from "./rooms.ts";

interface Happening {
  readonly event: Event;
  readonly at?: number;
  /** What an SQL function wrote to seats before. */
  readonly released?: Seat["role"];
}

const entered = (nick: string, jid: string | undefined): Happening => ({
  event: { kind: "entered", nick, jid },
});
const gone = (nick: string, how: "left" | "dropped"): Happening => ({ event: { kind: "gone", nick, how } });
const time = (passed: number): Happening => ({ event: { kind: "time" }, at: NOW + passed });

export const EVENTS = {
  created: { event: { kind: "created" } },
  refused: { event: { kind: "refused", why: "not-allowed" } },
  "30 seconds": time(30_000),
  "the lease ends": time(LEASE),
  "the grace of staff ends": time(TERMS.grace),
  "the grace of a client ends": time(TERMS.clientGrace),
  "staff enters": entered("Sam", SAM),
  "the client enters": entered("Cleo", CLEO),
  "a stranger enters": entered("Eve", "eve@example.org"),
  "somebody enters whose JID is hidden": entered("Eve", undefined),
  "staff leaves": gone("Sam", "left"),
  "staff drops out": gone("Sam", "dropped"),
  "the client leaves": gone("Cleo", "left"),
  "the client drops out": gone("Cleo", "dropped"),
  "the password is confirmed": { event: { kind: "password_confirmed" } },
  "the seat of staff is released": { event: { kind: "written_by_sql" }, released: "staff" },
  "the seat of the client is released": { event: { kind: "written_by_sql" }, released: "client" },
  "the server loses it": { event: { kind: "lost_by_server", why: "item-not-found" } },
  destroyed: { event: { kind: "destroyed" } },
} as const satisfies Readonly<Record<string, Happening>>;

export type EventName = keyof typeof EVENTS;

export function decideOn({ room, seats }: Situation, name: EventName): Outcome {
  const { event, at = NOW, released }: Happening = EVENTS[name];
  const written = seats.map((seat) => (seat.role === released ? { ...seat, released: true } : seat));
  return live(room, written, event, TERMS, at);
}

/** The changes and the actions, in one line: "→ lost (staff_dropped_out); invite staff". */
export function happen(situation: Situation, name: EventName): string {
  return tell(decideOn(situation, name));
}

export function tell({ changes, actions }: Outcome): string {
  const parts = [
    ...changes.map(({ to, cause }) => `→ ${to} (${cause})`),
    ...actions.map((action) => tellAction(action)),
  ];
  return parts.length === 0 ? "nothing" : parts.join("; ");
}

function tellAction(action: Action): string {
  const { do: name, ...rest } = action;
  return [name, ...Object.values(rest).flat()].join(" ").replaceAll("_", " ");
}
