/** The rows of timers. */
import { columnsOf } from "../columns.ts";
import type { NamedQuery } from "../database/database.ts";
import type { Tenure } from "../lease/tenure.ts";
import type { PersonKey, PersonKind } from "../person.ts";
import type { Json, Statement } from "../statement.ts";

export interface Timer {
  readonly kind: string;
  /** Unique within the kind, say the id of a conversation or a room. */
  readonly key: string;
  /** The person whom it concerns, if any. */
  readonly person: PersonKey | null;
  /** ms since the epoch */
  readonly dueAt: number;
  readonly payload: Json;
  /** How often it failed. */
  readonly attempts: number;
}

/** A timer as it was read. */
export interface StoredTimer extends Timer {
  /** Changes whenever the timer is set. */
  readonly version: string;
}

export interface TimerRow extends Omit<StoredTimer, "dueAt" | "person"> {
  readonly due_at: Date;
  /** The person's address. */
  readonly person: string | null;
  readonly person_kind: PersonKind;
}

export function readTimer({ due_at, person: address, person_kind: kind, ...row }: TimerRow): StoredTimer {
  return { ...row, person: address === null ? null : { kind, address }, dueAt: due_at.getTime() };
}

export type TimerKey = Pick<Timer, "kind" | "key">;

export function setTimers(domain: string): Statement<Timer> {
  const { names, stored, rows, values } = columnsOf<Timer>(
    {
      kind: ["text", ({ kind }) => kind],
      key: ["text", ({ key }) => key],
      person: ["text", ({ person }) => person?.address ?? null],
      person_kind: ["text", ({ person }) => person?.kind ?? "xmpp"],
      due_at: ["ms", ({ dueAt }) => dueAt],
      attempts: ["int", ({ attempts }) => attempts],
      payload: ["jsonb", ({ payload }) => JSON.stringify(payload)],
    },
    { before: 1 },
  );
  return {
    name: "ledger_set_timer",
    text: `insert into timer (domain, ${names}) select $1, ${stored} from ${rows}
           on conflict (domain, kind, key) do update
             set person = excluded.person, person_kind = excluded.person_kind, due_at = excluded.due_at,
                 attempts = excluded.attempts, payload = excluded.payload`,
    values: (timers) => [domain, ...values(timers)],
  };
}

export function clearTimers(domain: string): Statement<TimerKey> {
  return {
    name: "ledger_clear_timer",
    text: `delete from timer using unnest($2::text[], $3::text[]) as old(kind, key)
           where timer.domain = $1 and timer.kind = old.kind and timer.key = old.key`,
    values: (rows) => [domain, rows.map((row) => row.kind), rows.map((row) => row.key)],
  };
}

/** The oldest timers due at `now` (ms since the epoch), without those of the kinds in `except`. */
export function dueTimers(domain: string, now: number, except: readonly string[], limit: number): NamedQuery {
  return {
    name: "ledger_due_timers",
    text: `select kind, key, person, person_kind, due_at, attempts, payload, xmin::text as version from timer
           where domain = $1 and due_at <= $2 and kind <> all ($3::text[])
           order by due_at limit $4`,
    values: [domain, new Date(now), except, limit],
  };
}

const WHILE_HELD = "exists (select from lease where domain = $1 and fence = $5 and token = $6)";

/** Puts a timer off, unless it was set or cleared since it was read, or the lease has passed on. */
export function putOff(
  domain: string,
  { fence, token }: Tenure,
  timer: StoredTimer,
  dueAt: number,
): NamedQuery {
  return {
    name: "ledger_put_off_timer",
    text: `update timer set due_at = $7, attempts = attempts + 1
           where domain = $1 and kind = $2 and key = $3 and xmin::text = $4 and ${WHILE_HELD}`,
    values: [domain, timer.kind, timer.key, timer.version, fence, token, new Date(dueAt)],
  };
}

/** Removes a timer that needs nothing done, unless it was set since it was read, or the lease has passed on. */
export function removeTimer(domain: string, { fence, token }: Tenure, timer: StoredTimer): NamedQuery {
  return {
    name: "ledger_remove_timer",
    text: `delete from timer
           where domain = $1 and kind = $2 and key = $3 and xmin::text = $4 and ${WHILE_HELD}`,
    values: [domain, timer.kind, timer.key, timer.version, fence, token],
  };
}
