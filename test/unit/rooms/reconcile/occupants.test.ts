import { describe, expect, test } from "vitest";
import { live } from "../../../../src/rooms/life/index.ts";
import { type Occupant, resync } from "../../../../src/rooms/reconcile/index.ts";
import { CLEO, NOW, SAM, SITUATIONS, type Situation, TERMS } from "../life/rooms.ts";

const inside = (nick: string, jid: string | undefined): Occupant => ({ nick, jid });

function told(situation: Situation, occupants: readonly Occupant[]): readonly string[] {
  return resync(situation.seats, occupants).map((event) =>
    event.kind === "entered"
      ? `${event.nick} in`
      : event.kind === "gone"
        ? `${event.nick} ${event.how}`
        : event.kind,
  );
}

function statusAfter(situation: Situation, occupants: readonly Occupant[]): string {
  let now: Situation = situation;
  for (const event of resync(situation.seats, occupants)) now = live(now.room, now.seats, event, TERMS, NOW);
  return now.room.status;
}

const sam = inside("Sam", SAM);
const cleo = inside("Cleo", CLEO);
const cleosOtherDevice = inside("Cleo 2", CLEO);
const eve = inside("Eve", "eve@example.org");
const eveAsCleo = inside("Cleo", "eve@example.org");

describe("the list of occupants after a loss, against the stored seats", () => {
  test.each<[string, keyof typeof SITUATIONS, readonly Occupant[], readonly string[], string]>([
    ["nobody has moved", "chatting", [sam, cleo], [], "chatting"],
    ["nobody came", "reserved", [], [], "reserved"],
    ["staff came in meanwhile", "reserved", [sam], ["Sam in"], "reserved"],
    ["the client came in meanwhile", "client_coming", [sam, cleo], ["Cleo in"], "chatting"],
    ["the client is away", "chatting", [sam], ["Cleo dropped"], "lost"],
    ["staff is away", "chatting", [cleo], ["Sam dropped"], "lost"],
    ["both are away", "chatting", [], ["Sam dropped", "Cleo dropped"], "lost"],
    ["staff is away before a client came", "staff_waiting", [], ["Sam dropped"], "lost"],
    [
      "the client has another nickname",
      "chatting",
      [sam, cleosOtherDevice],
      ["Cleo 2 in", "Cleo dropped"],
      "chatting",
    ],
    ["somebody who was missing is back", "lost, client missing", [sam, cleo], ["Cleo in"], "chatting"],
    ["a stranger is there, too", "chatting", [sam, cleo, eve], ["Eve in"], "chatting"],
    [
      "a stranger has the client's nickname",
      "chatting",
      [sam, eveAsCleo],
      ["Cleo dropped", "Cleo in"],
      "lost",
    ],
    ["somebody is in an available room", "available", [eve], ["Eve in"], "available"],
    ["somebody is still in a closing room", "closing", [cleo], [], "closing"],
    ["the last one has left a closing room", "closing", [], ["Cleo dropped"], "closing"],
  ])("%s", (_, situation, occupants, events, status) => {
    expect(told(SITUATIONS[situation], occupants)).toEqual(events);
    expect(statusAfter(SITUATIONS[situation], occupants)).toBe(status);
  });
});
