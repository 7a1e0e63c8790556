/**
 * A third feature, added by this folder and a line (`withEcho`). It says back what it hears: at once, and once more when
 * a minute has passed. What comes to its address `echo@` concerns no person; people in browsers get rows of their own.
 */
import { randomUUID } from "node:crypto";
import { type Conversations, createConversations, type Registry } from "../../../src/conversations/index.ts";
import { StanzaError } from "../../../src/errors.ts";
import type { Feature, Parts } from "../../../src/feature.ts";
import { inboxKey } from "../../../src/ledger/batch/inbox.ts";
import { type Decision, type JobHandler, ofPerson } from "../../../src/ledger/job.ts";
import { write } from "../../../src/ledger/statement.ts";
import { createRoster } from "../../../src/roster/roster.ts";
import { parseJid } from "../../../src/xmpp/jid.ts";
import { readMessage } from "../../../src/xmpp/message.ts";
import { type Element, type Stanza, xml } from "../../../src/xmpp/stanza.ts";
import { Arrivals } from "../process/arrivals.ts";
import { count, readCounts, show } from "./store.ts";

export const MINUTE = 60_000;
const QUEUE = "queue:echo";

interface Heard {
  readonly from: string;
  readonly body: string;
}

export class Echo {
  /** To whom in a browser something was shown: told after the commit. */
  readonly told = new Arrivals<string>("people who read the echo in a browser");
  stopped = false;
  #parts: Parts | undefined;
  #conversations: Conversations | undefined;

  /** The features that there are, and the echo: compare src/features.ts. */
  readonly withEcho = (parts: Parts, registry: Registry): readonly Feature[] => {
    const roster = createRoster(parts);
    const conversations = createConversations(parts, { registry, roster });
    return [roster, conversations, this.#create(parts, conversations)];
  };

  #create(parts: Parts, conversations: Conversations): Feature {
    const { host, ledger, clock } = parts;
    this.#parts = parts;
    this.#conversations = conversations;
    conversations.deliveries.add("browser", {
      deliver: ({ id, address }, { text }) => this.#shown(id, address, text),
      composing: () => {},
      composed: () => {},
      presence: async () => new Map(),
    });
    const jid = parseJid(`echo@${host.domain}`);
    if (jid === undefined) throw new Error(host.domain);
    const said = new Set<string>();
    let refusing = false;
    const message = (to: string, body: string): Element =>
      xml("message", { from: jid.bare, to, id: randomUUID(), type: "chat" }, xml("body", {}, body));

    const counting: JobHandler<Heard, number, null> = {
      name: "echo",
      load: (db, jobs) =>
        readCounts(
          db,
          jobs.map(() => QUEUE),
        ),
      decide: ({ from, body }, n, _, now) => ({
        writes: [
          write(count, { queue: QUEUE, n: n + 1 }),
          ledger.timers.set({ kind: "echo", key: from, person: null, dueAt: now + MINUTE, payload: body }),
        ],
        send: [message(from, `${body} (${n + 1})`)],
      }),
      repeated: ({ from, body }) => ({ ephemeral: [message(from, `${body}, as I said`)] }),
      failed: ({ from }, _person, _error, reference) => ({ send: [message(from, reference)] }),
    };
    const fading: JobHandler<Heard, undefined, null> = {
      name: "echo-again",
      load: async (_, jobs) => jobs.map(() => undefined),
      decide: ({ from, body }) => ({
        writes: [ledger.timers.clear("echo", from)],
        send: [message(from, `${body}…`)],
      }),
      failed: () => ({}),
    };

    const hear = (stanza: Stanza): void => {
      if (refusing) throw new StanzaError("recipient-unavailable", { type: "wait" });
      const read = readMessage(stanza);
      if (read.kind !== "text") return;
      const { body } = read;
      const from = stanza.from.bare;
      said.add(from);
      const once = inboxKey({ from: stanza.from, to: jid.bare, id: stanza.id, body });
      if (!ledger.post({ queue: QUEUE, event: { from, body }, handler: counting, once })) {
        throw new StanzaError("resource-constraint");
      }
    };

    return {
      name: "echo",
      addresses: [
        {
          jid,
          name: "Echo",
          identities: [{ category: "client", type: "bot", name: "Echo" }],
          features: [],
          listed: true,
          roster: "kept",
        },
      ],
      timers: {
        echo: ({ key, payload }) => ({
          queue: QUEUE,
          event: { from: key, body: String(payload) },
          handler: fading,
        }),
      },
      statements: [count, show],
      gauges: [{ name: "anteroom_echo_people", help: "people who were heard", read: () => said.size }],
      listen: (router) => router.on({ stanza: "message", to: { local: "echo" } }, hear),
      refuse() {
        refusing = true;
      },
      async drain() {
        for (const person of said) host.writer.send(message(person, `Farewell at ${clock()}.`));
      },
      stop: async () => {
        this.stopped = true;
      },
    };
  }

  #shown(personId: string, address: string, line: string): Decision {
    return { writes: [write(show, { personId, line })], afterCommit: () => this.told.take(address) };
  }

  /** Somebody in a browser says something to the echo. Resolves when it is kept, or not. */
  hear(address: string, body: string): Promise<boolean> {
    const handler: JobHandler<string, undefined> = {
      name: "echo-browser",
      load: async (_, jobs) => jobs.map(() => undefined),
      decide: (heard, _, person) => this.#shown(person.id, person.address, heard),
      failed: () => ({}),
    };
    return new Promise((settled) => {
      this.#parts?.ledger.post({
        ...ofPerson({ kind: "browser", address }),
        event: body,
        handler,
        once: inboxKey({ from: { bare: address, full: address }, to: "echo", id: undefined, body }),
        settled,
      });
    });
  }

  /** The same person says something to the bot. */
  tellBot(address: string, body: string): Promise<boolean> {
    return new Promise((settled) => {
      this.#conversations?.take(
        { kind: "browser", address },
        {
          heard: {
            body,
            stanzaId: undefined,
            thread: undefined,
            delayedSince: undefined,
            correctionOf: undefined,
          },
          once: inboxKey({ from: { bare: address, full: address }, to: "bot", id: undefined, body }),
          lang: undefined,
          replyTo: { chatStates: false, client: undefined },
          settled,
        },
      );
    });
  }
}
