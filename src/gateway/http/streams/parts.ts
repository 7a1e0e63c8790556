/** The parts that streams and polls work with. */
import type { Clock } from "../../../clock.ts";
import type { Logger } from "../../../ops/log.ts";
import type { Scheduler } from "../../../xmpp/scheduler.ts";
import type { StreamReads, Wakes } from "../../stream/index.ts";
import type { Limits } from "../gate/limits.ts";
import type { CompatPeople } from "./compat-people.ts";
import type { OpenFamilies } from "./families.ts";
import type { Wheel } from "./wheel.ts";

/** Learns whose tabs are open. */
export interface Attendance {
  opened(personId: string, by: "stream" | "poll"): void;
  closed(personId: string): void;
}

export interface StreamParts {
  readonly reads: StreamReads;
  readonly compatPeople: CompatPeople;
  /** The database's. */
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  readonly wakes: Wakes;
  readonly attendance: Attendance;
  readonly limits: Limits;
  readonly wheel: Wheel;
  readonly families: OpenFamilies;
}

/** Who listens, and from where. */
export interface Listening {
  readonly personId: string;
  readonly familyId: string;
  readonly address: string;
  /** When the token ends, in ms since the epoch. */
  readonly expiresAt: number;
  /** As the client of 2014 knows events. */
  readonly compat: boolean;
}
