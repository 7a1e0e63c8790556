/**
 * The built-in responder `desk`: staff who work from an IM client. They are on duty as long as the conversation goes on,
 * unless they go off before; the room that they have does not depend on it.
 *
 * What is done is written with the turn in which it is asked for. Its result is said in the turn that follows, when the step
 * looks at what has come of it.
 */
import type { Responder, RunnableStep } from "../../conversations/responders/responder.ts";
import type { Writes } from "../../conversations/responders/types.ts";
import { text, yesNo } from "../../index.ts";
import { write } from "../../ledger/statement.ts";
import { type Say, span } from "../../texts/index.ts";
import { type Act, acts } from "./desk-acts.ts";
import { type DeskFacts, loadDeskFacts, NOTHING } from "./desk-facts.ts";
import { closeRoom, goOffDuty, goOnDuty, takeRoom, tellStaff } from "./statements.ts";

export interface DeskOptions {
  readonly domain: string;
  /** The queues of each member of staff, by bare JID. Nobody else knows of the desk. */
  readonly staff: ReadonlyMap<string, readonly string[]>;
  /** The bot's texts in its own language. */
  readonly say: Say;
}

/** In these the line comes to them by itself. */
const FREE: readonly string[] = ["reserved", "staff_waiting", "client_coming"];

export function deskResponder({ domain, staff, say: own }: DeskOptions): Responder {
  const queuesOf = (address: string): readonly string[] => staff.get(address) ?? [];
  // `said`: what came of the act has been said.
  const props = { act: text().optional(), said: yesNo().optional() };

  const view = (known: unknown, say: Say): Responder => {
    const facts = (known ?? NOTHING) as DeskFacts;
    const step: RunnableStep = {
      name: "desk",
      label: undefined,
      accept: ({ person }) => acts(say, queuesOf(person.address), facts),
      list: undefined,
      into: undefined,
      prompt: () => stateText(say, facts),
      receive: (c, value) => {
        const [verb, ...names] = value as Act;
        const person = c.person.address;
        const queues = names.length > 0 ? names : queuesOf(person);
        const done = (act: Act, writes: Writes = () => []): ReturnType<RunnableStep["receive"]> => {
          c.set("act", JSON.stringify(act));
          c.set("said", false);
          return { ...c.go("desk"), writes };
        };
        switch (verb) {
          case "on":
            return done([verb], ({ id: chat }) => [write(goOnDuty, { chat, domain, person, queues })]);
          case "off":
            return done([verb], ({ id }) => [write(goOffDuty, id)]);
          case "next":
            return done([verb, ...queues], () => [write(takeRoom, { person, queues })]);
          case "line":
          case "rooms":
            return done([verb]);
          case "close": {
            const rooms = facts.rooms.filter((room) => room.own).map(({ id }) => id);
            const [named = rooms.length === 1 ? rooms[0] : undefined] = names;
            if (named !== undefined && rooms.includes(named)) {
              return done([verb, named], () => [write(closeRoom, { person, room: named })]);
            }
            return rooms.length === 0
              ? c.refuse(say("desk-no-own"))
              : c.refuse(say("desk-which", { commands: rooms.map((id) => `close ${id}`) }));
          }
        }
      },
      look: (c) => {
        const { act, said } = c.props;
        if (said === true && !facts.news) return undefined;
        if (said !== true && typeof act === "string") c.say(resultText(say, JSON.parse(act) as Act, facts));
        if (facts.news) c.say(say("desk-waits"));
        c.set("act", undefined);
        c.set("said", true);
        return { kind: "ask", writes: ({ id }) => (facts.news ? [write(tellStaff, id)] : []) };
      },
    };
    return {
      name: "desk",
      version: 1,
      help: own("desk-help"),
      props,
      first: step.name,
      steps: new Map([[step.name, step]]),
      lists: {},
      effects: {},
      migrate: {},
      // Whoever waits for clients is not idle.
      timeout: { idle: 0 },
      builtIn: {
        isFor: (address) => staff.has(address),
        load: (db, conversations) => loadDeskFacts(db, conversations, staff),
        view,
        ended: ({ id }) => [write(goOffDuty, id)],
      },
    };
  };
  return view(undefined, own);
}

/** How things stand, above the question. */
function stateText(say: Say, { queues, duty, rooms }: DeskFacts): string {
  return [
    duty === null ? say("desk-off") : say("desk-on", { queues: duty.join(", ") }),
    ...queues.map(({ queue, in_line, available }) =>
      say("desk-queue", { queue, waiting: in_line, rooms: available }),
    ),
    ...rooms
      .filter((room) => room.own)
      .map(({ id, queue, status, client }) =>
        say("desk-room", { room: id, queue, status, client: client ?? "" }),
      ),
    say("desk-what"),
  ].join("\n");
}

/** What has come of an act. */
function resultText(say: Say, [verb, ...names]: Act, { line, rooms }: DeskFacts): string {
  const own = rooms.filter((room) => room.own);
  switch (verb) {
    // The state says it.
    case "on":
    case "off":
      return "";
    case "next": {
      const taken = own.find(({ queue, status }) => names.includes(queue) && FREE.includes(status));
      return taken === undefined ? say("desk-no-room") : say("desk-invited", { queue: taken.queue });
    }
    case "close":
      return say(own.some(({ id }) => names.includes(id)) ? "desk-not-closed" : "desk-closed");
    case "line":
      return line.length === 0
        ? say("desk-line-empty")
        : line
            .map(({ queue, client, place, waited }) =>
              say("desk-line-row", { queue, client, place, ...span(Math.ceil(waited / 60_000) * 60_000) }),
            )
            .join("\n");
    case "rooms":
      return rooms.length === 0
        ? say("desk-rooms-empty")
        : rooms
            .map(({ id, queue, staff, client, status }) =>
              say("desk-rooms-row", { room: id, queue, staff, client: client ?? "none", status }),
            )
            .join("\n");
  }
}
