/** Looks for rows that browsers left, and gives each to the bot or into its room. */

import { RequestTimeout, StanzaError, StreamLost } from "../../errors.ts";
import type { Notifications } from "../../ledger/database/notifications.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { Rounds } from "../../ledger/rounds.ts";
import type { Json } from "../../ledger/statement.ts";
import type { Logger } from "../../ops/log.ts";
import { reason } from "../../ops/reason.ts";
import { Backlog } from "./backlog.ts";
import { answerUpload, openUploads, takeSignals, type UploadErrand, type WantedUpload } from "./errands.ts";
import { rowsOver, type SpokenRow, waitingRows } from "./rows.ts";

/** `later`: it is to be given again. */
export type Outcome = "over" | "later";

/** The rooms in which people from browsers sit. */
export interface ToRooms {
  /** Says it in the room as soon as the person is inside, and marks the row. To be told of it again does no harm. */
  speak(row: SpokenRow): void;
  typing(personId: string, thread: string, state: "composing" | "paused"): void;
  readUpTo(personId: string, thread: string, id: string): void;
  /** Asks for a slot (XEP-0363). Rejects where nothing answers. */
  upload(entity: string, wanted: WantedUpload): Promise<Slot | StanzaError>;
}

export interface Slot {
  readonly put: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly url: string;
}

export interface CourierOptions {
  readonly ledger: Pick<Ledger, "db" | "tenure">;
  readonly notifications: Pick<Notifications, "on">;
  readonly domain: string;
  readonly log: Logger;
  /** Gives the row to the bot. Never rejects. */
  readonly toBot: (row: SpokenRow) => Promise<Outcome>;
  readonly toRooms: ToRooms;
}

export interface Courier {
  start(): void;
  /** There are new rows of messages. */
  hint(): void;
  /** There are new errands. */
  errands(): void;
  /** Nothing more is carried: the process is about to end. */
  refuse(): void;
  stop(): Promise<void>;
}

const EVERY_MS = 1_000;
const PAGE = 100;
// Rows may be committed later than others with higher numbers; no request takes that long.
const LATEST_MS = 30_000;

export function createCourier(options: CourierOptions): Courier {
  const { ledger, notifications, domain, log, toBot, toRooms } = options;
  let backlog = new Backlog();
  let tenure: string | undefined;
  let refusing = false;
  /** People whose rows are to be given again a second later. */
  const putOff = new Set<string>();
  let secondAt = 0;
  /** There were rows that had no room, or people who were full. */
  let behind = false;
  /** Rows up to this one wait no more, as far as was seen; the next one to be this. */
  let after = "0";
  let nextAfter = "0";
  let newest = "0";
  let allAt = 0;
  const uploads = new Set<string>();

  /** `false`: this instance does not act now. */
  const acting = (): boolean => {
    const now = refusing ? undefined : ledger.tenure;
    if (now === undefined) return false;
    if (now.token !== tenure) {
      // The jobs are forgotten where another instance acted in between (ledger.ts). Those that were handled are repeats.
      // Else they still wait: given again, they would be told of again.
      // A room may have said what the database does not know any more (another timeline): that waits again.
      if (now.after !== tenure) backlog = new Backlog();
      else for (const { n } of backlog.inRooms) backlog.release(n);
      tenure = now.token;
      putOff.clear();
      allAt = 0;
      // A database that has lost something gives numbers anew.
      nextAfter = newest = "0";
    }
    return true;
  };

  /** Gives the bot a line of rows, one after the other. */
  const carry = async (rows: Backlog, first: SpokenRow): Promise<void> => {
    let row: SpokenRow | undefined = first;
    while (row !== undefined && !refusing && rows === backlog) {
      const outcome = await toBot(row);
      if (outcome === "later") {
        putOff.add(row.personId);
        rows.drop(row);
        return;
      }
      row = rows.next(row);
      if (behind) looks.hint();
    }
  };

  const look = async (): Promise<boolean> => {
    const rows = backlog;
    const now = performance.now();
    if (now >= secondAt) {
      secondAt = now + EVERY_MS;
      putOff.clear();
      const { inRooms } = rows;
      if (inRooms.length > 0) for (const n of await rowsOver(ledger.db, inRooms)) rows.release(n);
    }
    // From time to time all are looked at. In between those are left out that were over at the time before.
    const all = now >= allAt;
    if (all) {
      allAt = now + LATEST_MS;
      putOff.clear();
    }
    const { held, full } = rows;
    const limit = Math.min(PAGE, rows.room);
    behind = full.length > 0 || limit < PAGE;
    if (limit === 0) return false;
    const without = [...full, ...putOff];
    const found = await waitingRows(ledger.db, { domain, after: all ? "0" : after, held, without, limit });
    if (!acting() || rows !== backlog) return false;
    newest = found.at(-1)?.n ?? newest;
    if (all) {
      after = nextAfter;
      nextAfter = before([...held, ...found.map(({ n }) => n)]) ?? newest;
    }
    for (const row of found) {
      if (rows.isFull(row.personId)) {
        behind = true;
        continue;
      }
      if (row.destination === "bot") {
        if (rows.queue(row)) void carry(rows, row);
      } else {
        rows.add(row);
        toRooms.speak(row);
      }
    }
    return found.length === limit;
  };
  const repeated = (what: string, work: () => Promise<boolean>): Rounds => {
    let failing = false;
    const rounds: Rounds = new Rounds(async () => {
      try {
        const more = acting() && (await work());
        failing = false;
        return more ? 0 : EVERY_MS;
      } catch (error) {
        if (!failing && !rounds.stopping)
          log.warn({ reason: reason(error) }, `${what} could not be read; trying again`);
        failing = true;
        return EVERY_MS;
      }
    });
    return rounds;
  };
  const looks = repeated("messages of browsers", look);

  const upload = async ({ id, entity, asked }: UploadErrand): Promise<void> => {
    uploads.add(id);
    try {
      await answerUpload(ledger.db, id, await slotOf(toRooms, entity, asked));
    } catch (error) {
      log.debug({ reason: reason(error) }, "an upload could not be answered");
    }
    uploads.delete(id);
  };
  const runErrands = async (): Promise<boolean> => {
    for (const signal of await takeSignals(ledger.db, domain)) {
      const { personId, asked } = signal;
      if (signal.kind === "typing") toRooms.typing(personId, asked.thread, signal.asked.state);
      else toRooms.readUpTo(personId, asked.thread, signal.asked.id);
    }
    for (const errand of await openUploads(ledger.db, domain, [...uploads])) void upload(errand);
    return false;
  };
  const errands = repeated("typing and uploads of browsers", runErrands);
  let unlisten: readonly (() => void)[] = [];

  return {
    start() {
      const on = (topic: string, rounds: Rounds) =>
        notifications.on(topic, (payload = domain) => {
          if (payload === domain) rounds.hint();
        });
      unlisten = [on("spoken", looks), on("errands", errands)];
      looks.start();
      errands.start();
    },
    hint: () => looks.hint(),
    errands: () => errands.hint(),
    refuse() {
      refusing = true;
    },
    async stop() {
      refusing = true;
      for (const end of unlisten) end();
      await Promise.all([looks.stop(), errands.stop()]);
    },
  };
}

async function slotOf(toRooms: ToRooms, entity: string, wanted: WantedUpload): Promise<Json> {
  try {
    const slot = await toRooms.upload(entity, wanted);
    return slot instanceof StanzaError ? { error: slot.condition } : { put: slot.put, url: slot.url };
  } catch (error) {
    if (error instanceof StreamLost) return { error: "recipient-unavailable" };
    if (error instanceof RequestTimeout) return { error: "remote-server-timeout" };
    throw error;
  }
}

/** The number before the lowest of them. */
function before(numbers: readonly string[]): string | undefined {
  let lowest: bigint | undefined;
  for (const n of numbers) if (lowest === undefined || BigInt(n) < lowest) lowest = BigInt(n);
  return lowest === undefined ? undefined : String(lowest - 1n);
}
