/**
 * The built-in responder `chat`: a person waits in the line of a queue until they are in a room with a member of staff.
 *
 * The ticket is written with the turn that leads to the step `line`, and ends with the conversation, however that ends. What
 * is said while they wait follows from the ticket, which the step looks at (`chat_ticket` in migrations/).
 */
import type { Responder, RunnableStep } from "../../conversations/responders/responder.ts";
import { type Answer, answer, choice, text, yesNo } from "../../index.ts";
import { write } from "../../ledger/statement.ts";
import { type Say, span } from "../../texts/index.ts";
import { type ChatFacts, loadChatFacts, type TicketFacts } from "./chat-facts.ts";
import { joinLine, leaveLine, tellClient } from "./statements.ts";

export interface ChatOptions {
  readonly domain: string;
  /** The names of the queues. */
  readonly queues: readonly string[];
  /** The bot's texts in its own language. */
  readonly say: Say;
}

const NONE: ChatFacts = { ticket: null, offered: null };
const DEFAULT = "default";

export function chatResponder({ domain, queues, say: own }: ChatOptions): Responder {
  const queue = choice(queues);
  const [only, ...others] = queues;
  const argument = queues.includes(DEFAULT) ? DEFAULT : others.length === 0 ? only : undefined;
  const props = { queue, note: text().optional(), about: text().optional(), room: text().optional() };

  /** Goes into the line. */
  const standing: RunnableStep["receive"] = (c) => ({
    ...c.go("line"),
    writes: ({ id, props: { queue, note, about, room } }) => [
      write(joinLine, {
        chat: id,
        domain,
        person: c.person.address,
        queue: String(queue),
        about: orNull(about),
        note: orNull(note),
        room: orNull(room),
      }),
    ],
  });

  const view = (facts: unknown, say: Say): Responder => {
    const { ticket, offered } = (facts ?? NONE) as ChatFacts;
    const steps: readonly RunnableStep[] = [
      {
        name: "queue",
        label: undefined,
        accept: named(queue, say),
        list: undefined,
        into: "queue",
        final: true,
        prompt: () => say("chat-queue"),
        receive: (c, value) => {
          c.set("queue", value);
          return standing(c, value);
        },
      },
      {
        name: "line",
        label: undefined,
        accept: leaving(say),
        list: undefined,
        into: undefined,
        waits: true,
        prompt: ({ person: { address } }) =>
          ticket === null ? say("line-joining") : standText(say, ticket, address.endsWith(`@${domain}`)),
        receive: (c, leave) => (leave === true ? c.abort(say("line-again-no")) : c.go("line")),
        look: (c) => {
          if (ticket === null) return c.abort(say("line-over"));
          const { state, entered, calls, place, news } = ticket;
          if (entered) return c.complete(say("line-entered"));
          if (state === "over") return c.abort(say(calls > 1 ? "line-out" : "line-over"));
          if (!news) return undefined;
          return {
            kind: "ask",
            writes: ({ id: chat }) => [write(tellClient, { chat, place: place ?? 0, calls })],
          };
        },
      },
      {
        name: "again",
        label: undefined,
        accept: yesNo(),
        list: undefined,
        into: undefined,
        final: true,
        prompt: () => say("line-again"),
        receive: (c, yes) => (yes === true ? standing(c, yes) : c.abort(say("line-again-no"))),
        look: (c) => (offered === null ? c.abort(say("line-again-over")) : { kind: "later", in: offered }),
      },
    ];
    return {
      name: "chat",
      version: 1,
      help: own("chat-help"),
      props,
      first: "queue",
      steps: new Map(steps.map((step) => [step.name, step])),
      lists: {},
      effects: {},
      migrate: {},
      timeout: {},
      builtIn: {
        argument,
        load: loadChatFacts,
        view,
        ended: ({ id }) => [write(leaveLine, id)],
      },
    };
  };
  return view(undefined, own);
}

/** How a client stands who has not come in. `onPage`: they come from a browser, which needs no invitation. */
function standText(
  say: Say,
  { state, place, calls, toldPlace, toldCalls, estimate, open }: TicketFacts,
  onPage: boolean,
): string {
  const missed = calls > toldCalls ? [say("line-kept")] : [];
  if (state !== "waiting" || place === null)
    return [...missed, say(onPage ? "line-called-page" : "line-called")].join("\n");
  const soon = estimate === null ? "" : ` ${say("line-wait", minutes(estimate))}`;
  return [
    ...missed,
    say("line-place", { place }) + soon,
    ...(open ? [] : [say("line-empty")]),
    ...(toldPlace === null ? [say("line-leave")] : []),
  ].join("\n");
}

function minutes(ms: number): ReturnType<typeof span> {
  return span(Math.max(1, Math.ceil(ms / 60_000)) * 60_000);
}

/** One of the queues; any other name is quoted back. */
function named(queue: Answer<string>, say: Say): Answer<string> {
  return {
    ...queue,
    parse: (said, hearing) => {
      const read = queue.parse(said, hearing);
      return read.ok ? read : { ok: false, reason: say("queue-unknown", { name: said.slice(0, 60) }) };
    },
  };
}

/** In a form, a box to be ticked. What is written while one waits is no answer. */
function leaving(say: Say): Answer<boolean> {
  return answer<boolean>({
    kind: "leave",
    field: { type: "boolean" },
    description: say("line-tick"),
    parse: (said, _, inForm) =>
      inForm ? { ok: true, value: said === "1" || said === "true" } : { ok: false, reason: say("unfit") },
    toJson: (value) => value,
    fromJson: (json) => ({ ok: true, value: json === true }),
  });
}

function orNull(json: unknown): string | null {
  return typeof json === "string" ? json : null;
}
