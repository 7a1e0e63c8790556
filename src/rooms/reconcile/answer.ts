/** What follows from the answer to the bot's join. */
import type { Condition } from "../../errors.ts";
import type { Status } from "../life/index.ts";
import { conditionOf, type RoomPresence } from "../muc/index.ts";

/** How a join was answered. */
export type Answer =
  /** The bot is inside, and owns the room. */
  | "inside"
  /** It is inside a room of somebody else. */
  | "not_owner"
  /** The room was made by this very join: the server had lost it. */
  | "new_room"
  | "wrong_password"
  /** The room is not there, or belongs to somebody else. */
  | "refused"
  /** The service is away or busy: the room may well be there. */
  | "undecided";

export type Verdict =
  /** The occupants are compared with the seats (occupants.ts). */
  | "read_list"
  /** The room is lost. */
  | "lost"
  /** It is lost, and its people are told to leave it, as somebody else may have it. */
  | "lost_to_somebody"
  | "try_other_password"
  | "join_again"
  /** It is destroyed, whatever it is. */
  | "destroy";

const OPEN: Readonly<Record<Answer, Verdict>> = {
  inside: "read_list",
  not_owner: "lost_to_somebody",
  new_room: "lost",
  wrong_password: "try_other_password",
  refused: "lost_to_somebody",
  undecided: "join_again",
};

/** By the stored status, and how the join was answered. In a room that is over there is nothing to join. */
export const AFTER_JOIN: Readonly<
  Record<Exclude<Status, "closed" | "failed">, Readonly<Record<Answer, Verdict>>>
> = {
  // The process that made it has ended, or lost the stream on which it would have heard of it.
  creating: {
    inside: "destroy",
    not_owner: "destroy",
    new_room: "destroy",
    wrong_password: "destroy",
    refused: "destroy",
    undecided: "destroy",
  },
  // Nobody is inside to be told.
  available: { ...OPEN, not_owner: "lost", refused: "lost" },
  reserved: OPEN,
  staff_waiting: OPEN,
  client_coming: OPEN,
  chatting: OPEN,
  lost: OPEN,
  // It is to end anyway: a room that is not there has been destroyed.
  closing: { ...OPEN, new_room: "destroy", refused: "destroy" },
};

// Conditions that say nothing about the room itself.
const PASSING: ReadonlySet<Condition> = new Set([
  "internal-server-error",
  "recipient-unavailable",
  "remote-server-not-found",
  "remote-server-timeout",
  "resource-constraint",
  "service-unavailable",
  "undefined-condition",
  "unexpected-request",
]);

/** Reads the answer. `undefined`: the presence answers no join. */
export function answerOf(presence: RoomPresence): Answer | undefined {
  switch (presence.kind) {
    case "inside":
      if (!presence.own) return undefined;
      if (presence.created) return "new_room";
      return presence.owner ? "inside" : "not_owner";
    case "refused":
      if (presence.error.condition === "not-authorized") return "wrong_password";
      return PASSING.has(conditionOf(presence.error)) ? "undecided" : "refused";
    case "gone":
      return undefined;
  }
}
