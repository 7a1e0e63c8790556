/**
 * The roster and presence of our addresses. A component is the server of its addresses, so nobody else remembers their
 * subscribers, answers probes, or knows who is signed in.
 *
 * Presence goes through the person's mailbox, which keeps it in order with the person's messages. The state machine
 * (roster-state.ts) decides from the rows in the database (roster-store.ts). Memory holds no copy: presence comes in
 * floods, but the ledger reads for many people in one round trip, and a presence that changes nothing writes nothing.
 *
 * The handshake of a subscription leaves through the outbox. Answers to probes and broadcasts are not kept: a server that
 * misses one probes again or gets the next broadcast.
 */
import { randomUUID } from "node:crypto";
import type { Feature, Parts } from "../feature.ts";
import { type Decision, type JobHandler, type LoadedJob, ofPerson } from "../ledger/job.ts";
import { pause } from "../ledger/pause.ts";
import type { Person } from "../ledger/person.ts";
import { type Queryable, write } from "../ledger/statement.ts";
import type { Address } from "../xmpp/addresses.ts";
import { parseJid } from "../xmpp/jid.ts";
import { type Stanza, xml } from "../xmpp/stanza.ts";
import { caps } from "../xmpp/xep/discovery/caps.ts";
import { lastSeen } from "../xmpp/xep/last-activity.ts";
import { noAvatar } from "../xmpp/xep/vcard-avatar.ts";
import { announce } from "./announce.ts";
import { presenceStanza, readPresence } from "./presence-stanza.ts";
import {
  decidePresence,
  type Outcome,
  type Presence,
  type PresenceEvent,
  type RosterItem,
  type Saying,
} from "./roster-state.ts";
import {
  type ListedItem,
  readItems,
  readPresence as readStoredPresence,
  removeItem,
  saveItem,
} from "./roster-store.ts";

/** Acts when people sign in and out. */
export interface PresenceFollower<S> {
  /** Reads the state that `changed` needs of people whose presence changes, in the order of `personIds`. */
  load(db: Queryable, personIds: readonly string[]): Promise<readonly S[]>;
  /**
   * Decides what follows from a change of a person's presence. The decision is written and sent in the transaction that
   * records the change. The loss of a stream makes everybody's presence unknown without a call: ask `presence` when it
   * matters.
   */
  changed(person: Person, presence: Presence, state: S, now: number): Decision;
}

/** The parts that a roster is made from. */
export type RosterParts = Pick<Parts, "log" | "ledger" | "host">;

/** The roster as other features see it. */
export interface Roster extends Feature {
  /** Sets the follower of people's presence at our address with that localpart. Each address has one, set before the start. */
  follow(local: string, follower: PresenceFollower<unknown>): void;
  /** Reads people's presence by `person.id`. The answer has an entry for each of `personIds`. */
  presence(db: Queryable, personIds: readonly string[]): Promise<ReadonlyMap<string, Presence>>;
}

interface RosterEvent {
  readonly presence: PresenceEvent;
  readonly address: Address;
  /** Full address of the sender. */
  readonly from: string;
  readonly session: string;
}

interface RosterState {
  readonly item: RosterItem | undefined;
  /** The follower's state if the presence changes. */
  readonly followed: unknown;
}

function outcomeOf({ presence, address }: RosterEvent, item: RosterItem | undefined): Outcome {
  return decidePresence(item, presence, address.roster === "mutual");
}

// The time to answer a probe. Sign-outs that happened while we were away are found this much later, which delays the end
// of a conversation and does no other harm.
const SILENCE_MS = 10_000;

/** @param wait waits between attempts and for answers */
export function createRoster({ host, ledger, log }: RosterParts, wait = pause): Roster {
  const { domain, addresses, writer, iq } = host;
  const followers = new Map<string, PresenceFollower<unknown>>();
  // Knowledge belongs to a session. Each loss of a stream begins a new one, in which nobody's presence is known.
  let session = randomUUID();
  let announcing = new AbortController();

  function stanza(saying: Saying, address: Address, to: string) {
    const extras = saying === "available" ? [caps(host, address), noAvatar()] : [];
    return presenceStanza(saying, address, to, extras);
  }

  const handler: JobHandler<RosterEvent, RosterState> = {
    name: "presence",

    // Anybody can send us presence. A stranger is stored only if the presence begins a subscription.
    keepsStranger: (event) => outcomeOf(event, undefined).item !== undefined,

    async load(db, jobs) {
      const items = await readItems(
        db,
        domain,
        jobs.map(({ event, person }) => ({
          local: event.address.jid.local,
          personId: person.id,
          session: event.session,
        })),
      );
      const changing = jobs.filter(({ event }, index) => outcomeOf(event, items[index]).change !== undefined);
      const followed = new Map<LoadedJob<RosterEvent>, unknown>();
      for (const [local, follower] of followers) {
        const here = changing.filter(({ event }) => event.address.jid.local === local);
        if (here.length === 0) continue;
        const states = await follower.load(
          db,
          here.map(({ person }) => person.id),
        );
        for (const [index, job] of here.entries()) followed.set(job, states[index]);
      }
      return jobs.map((job, index) => ({ item: items[index], followed: followed.get(job) }));
    },

    decide(event, { item, followed }, person, now) {
      const { presence, address, from, session } = event;
      const outcome = outcomeOf(event, item);
      const key = { domain, local: address.jid.local, personId: person.id };
      const writes = [];
      if (outcome.item === undefined) {
        if (item !== undefined) writes.push(write(removeItem, key));
      } else if (outcome.item !== item) {
        writes.push(write(saveItem, { ...key, item: outcome.item, session }));
      }
      // A probe comes from one resource, for which its server probes at sign-in. Everything else concerns the person.
      const asker = (saying: Saying): string =>
        presence.type === "probe" && saying === "available" ? from : person.address;
      const follower = followers.get(address.jid.local);
      const consequence = outcome.change && follower?.changed(person, outcome.change, followed, now);
      return {
        ...consequence,
        writes: [...writes, ...(consequence?.writes ?? [])],
        send: [
          ...outcome.send.map((saying) => stanza(saying, address, person.address)),
          ...(consequence?.send ?? []),
        ],
        ephemeral: [
          ...outcome.answer.map((saying) => stanza(saying, address, asker(saying))),
          ...(consequence?.ephemeral ?? []),
        ],
      };
    },

    // Nobody waits for an answer to presence, and the person's server repeats important presence.
    failed: () => ({}),
  };

  /** Begins a broadcast that replaces any broadcast under way. */
  function begin(): AbortSignal {
    announcing.abort();
    announcing = new AbortController();
    return announcing.signal;
  }

  function toEverybody(
    say: (page: readonly ListedItem[]) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const barrier = () => writer.barrier();
    return announce({ db: ledger.db, domain, session, log, barrier, pause: wait }, say, signal);
  }

  /** Gives `undefined` if the configuration no longer has the address: it stays silent, and may come back. */
  function addressOf(item: ListedItem): Address | undefined {
    const jid = parseJid(item.local === "" ? domain : `${item.local}@${domain}`);
    return jid && addresses.find(jid);
  }

  function tell(saying: Saying, item: ListedItem): void {
    const address = addressOf(item);
    if (address !== undefined) writer.send(stanza(saying, address, item.address));
  }

  function post(event: RosterEvent, person: string): void {
    if (!ledger.post({ ...ofPerson({ kind: "xmpp", address: person }), event, handler })) {
      log.debug({ person, type: event.presence.type }, "a presence was dropped: this person's queue is full");
    }
  }

  /** Asks the servers of people who answered no probe: ejabberd leaves a probe unanswered if nobody is signed in. */
  async function findAbsent(signal: AbortSignal): Promise<void> {
    const asked = session;
    await wait(SILENCE_MS, signal);
    const ask = async (item: ListedItem): Promise<void> => {
      const address = addressOf(item);
      if (address === undefined) return;
      const seconds = await lastSeen(iq, address.jid.bare, item.address);
      if (signal.aborted || seconds === undefined || seconds === 0) return;
      post({ presence: { type: "absent" }, address, from: item.address, session: asked }, item.address);
    };
    // One page after the other: a server that never answers costs thirty seconds, but only a page waits at once.
    await toEverybody(async (page) => {
      await Promise.all(page.filter((item) => item.asked === "granted" && !item.heard).map(ask));
    }, signal);
  }

  /** Takes a presence stanza from the router. Never throws, never waits. */
  function hear(received: Stanza): void {
    const { from, to } = received;
    // Two of our own addresses have nothing to tell each other and might never stop. A bare domain is not a person.
    if (from.domain === domain || from.local === "") return;
    const presence = readPresence(received);
    if (presence === undefined) return;
    const address = addresses.find(to);
    if (address?.roster === undefined) {
      // RFC 6121 §4.3.2 and §8.5.1. All else is ignored.
      if (presence.type === "subscribe" || presence.type === "probe") {
        const refusal = { id: randomUUID(), from: to.bare, to: from.bare, type: "unsubscribed" };
        writer.send(xml("presence", refusal));
      }
      return;
    }
    const event: RosterEvent = { presence, address, from: from.full, session };
    post(event, from.bare);
  }

  return {
    name: "roster",

    statements: [saveItem, removeItem],

    listen: (router) => router.on({ stanza: "presence" }, hear),

    follow: (local, follower) => void followers.set(local, follower),

    /** Shows our presence to every subscriber and probes the people whom we may see, until done or the stream is lost. */
    async online() {
      const signal = begin();
      const complete = await toEverybody((page) => {
        for (const item of page) if (item.seesUs) tell("available", item);
        for (const item of page) {
          // On Prosody a probe destroys an open request, so only people whom we may see are probed. An open request is
          // sent again, since its answer may have come while we were away. Servers do not show it to the person twice.
          if (item.asked === "granted") tell("probe", item);
          else if (item.asked === "pending") tell("subscribe", item);
        }
      }, signal);
      log.debug({ complete }, "our presence was announced");
      if (complete) void findAbsent(signal);
    },

    offline() {
      begin();
      session = randomUUID();
    },

    /** Withdraws our presence from every subscriber. */
    async drain() {
      await toEverybody((page) => {
        for (const item of page) if (item.seesUs) tell("unavailable", item);
      }, begin());
    },

    presence: (db, personIds) => readStoredPresence(db, domain, session, personIds),
  };
}
