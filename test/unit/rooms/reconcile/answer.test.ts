import { describe, expect, test } from "vitest";
import { type Condition, StanzaError } from "../../../../src/errors.ts";
import type { RoomPresence } from "../../../../src/rooms/muc/index.ts";
import { AFTER_JOIN, type Answer, answerOf, type Verdict } from "../../../../src/rooms/reconcile/index.ts";

const INSIDE = {
  kind: "inside",
  nick: "Anteroom",
  jids: [],
  own: true,
  created: false,
  owner: true,
} as const;
const refused = (condition: Condition): RoomPresence => ({
  kind: "refused",
  error: new StanzaError(condition),
});

describe("the answer to the bot's join", () => {
  test.each<[string, RoomPresence, Answer | undefined]>([
    ["its own presence as the owner", INSIDE, "inside"],
    ["its own presence as an ordinary person", { ...INSIDE, owner: false }, "not_owner"],
    ["its own presence in a room that it has just made", { ...INSIDE, created: true }, "new_room"],
    ["the presence of somebody else", { ...INSIDE, own: false, nick: "Sam" }, undefined],
    ["a wrong password", refused("not-authorized"), "wrong_password"],
    ["no such room, or one that is locked", refused("item-not-found"), "refused"],
    ["creation is restricted", refused("not-allowed"), "refused"],
    ["banned, or creation is restricted", refused("forbidden"), "refused"],
    ["the nickname is taken", refused("conflict"), "refused"],
    ["for members only", refused("registration-required"), "refused"],
    ["the room has moved", refused("gone"), "refused"],
    ["the service is away", refused("remote-server-timeout"), "undecided"],
    ["the service is not there yet", refused("service-unavailable"), "undecided"],
    [
      "a Prosody without connections to other servers has no such service",
      {
        kind: "refused",
        error: new StanzaError("not-allowed", { text: "Communication with remote domains is not enabled" }),
      },
      "undecided",
    ],
    ["the service is busy", refused("resource-constraint"), "undecided"],
    ["the service has failed", refused("internal-server-error"), "undecided"],
  ])("%s", (_, presence, answer) => {
    expect(answerOf(presence)).toBe(answer);
  });

  const ANSWERS = ["inside", "not_owner", "new_room", "wrong_password", "refused", "undecided"] as const;
  const PEOPLE: readonly Verdict[] = [
    "read_list",
    "lost_to_somebody",
    "lost",
    "try_other_password",
    "lost_to_somebody",
    "join_again",
  ];
  test.each<[keyof typeof AFTER_JOIN, readonly Verdict[]]>([
    ["creating", ANSWERS.map(() => "destroy")],
    ["available", ["read_list", "lost", "lost", "try_other_password", "lost", "join_again"]],
    ["reserved", PEOPLE],
    ["staff_waiting", PEOPLE],
    ["client_coming", PEOPLE],
    ["chatting", PEOPLE],
    ["lost", PEOPLE],
    ["closing", ["read_list", "lost_to_somebody", "destroy", "try_other_password", "destroy", "join_again"]],
  ])("what follows from each answer in a room that is %s", (status, verdicts) => {
    expect(ANSWERS.map((answer) => AFTER_JOIN[status][answer])).toEqual(verdicts);
  });
});
