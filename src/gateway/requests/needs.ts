/** The parts that requests work with. */
import type { Clock } from "../../clock.ts";
import type { Notifications } from "../../ledger/database/notifications.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import type { Wakes } from "../stream/index.ts";
import type { Addresses } from "./destination.ts";
import type { Database } from "./sessions.ts";

/** What requests need. */
export interface Requests {
  readonly db: Database;
  /** For what streams read, so that a storm of them holds no request up. */
  readonly reads: Queryable;
  readonly addresses: Addresses;
  /** The database's. */
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly wakes: Wakes;
  readonly notifications: Pick<Notifications, "on">;
  /** A message waits for the bot or a room. */
  onSpoken(): void;
  /** An errand waits. */
  onErrand(): void;
}
