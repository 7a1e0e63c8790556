/** `POST /upload`: the instance with the stream asks the server for a slot (XEP-0363), from the person's address. */
import { randomUUID } from "node:crypto";
import type { Notifications } from "../../ledger/database/notifications.ts";
import type { Bearer } from "../identity/index.ts";
import { commit } from "./commit.ts";
import type { Requests } from "./needs.ts";
import { addErrandRow } from "./rows.ts";

export interface NewFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly mediaType?: string | undefined;
}

/** What the instance with the stream answers: a slot, or the condition of an error (RFC 6120 §8.3.3). */
export type Slot =
  | {
      readonly put: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
      readonly url: string;
    }
  | { readonly error: string };

// Browsers have more patience; the server's answer takes milliseconds.
const PATIENCE_MS = 10_000;
// A hint may be lost.
const LOOK_MS = 1_000;

/** `undefined`: no answer in time. */
export async function askForSlot(requests: Requests, who: Bearer, file: NewFile): Promise<Slot | undefined> {
  const { db, addresses, scheduler, clock } = requests;
  const id = randomUUID();
  const hinted = hintsOf(requests.notifications, id);
  try {
    const asked = { ...file };
    await commit(requests, [
      addErrandRow({ id, domain: addresses.domain, personId: who.personId, kind: "upload", asked }),
    ]);
    requests.onErrand();
    const end = clock() + PATIENCE_MS;
    while (clock() < end) {
      await hinted.next((run) => scheduler.after(LOOK_MS, run));
      const [row] = await db.query<{ answer: Slot }>({
        name: "gateway_take_answer",
        text: "delete from errand where id = $1 and answer is not null returning answer",
        values: [id],
      });
      if (row !== undefined) return row.answer;
    }
    return undefined;
  } finally {
    hinted.end();
  }
}

/** Waits for hints that the errand has its answer. */
function hintsOf(notifications: Pick<Notifications, "on">, id: string) {
  let heard = false;
  let wake = () => {};
  const end = notifications.on("answers", (payload = id) => {
    if (payload !== id) return;
    heard = true;
    wake();
  });
  return {
    end,
    /** Resolves at a hint, at one that came before, or when `late` runs. */
    async next(late: (run: () => void) => () => void): Promise<void> {
      if (!heard) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          const cancel = late(resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
      }
      heard = false;
    },
  };
}
