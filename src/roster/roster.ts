/**
 * Roster and presence of our addresses. A component is the server of its addresses: nobody else remembers who
 * subscribed to them, answers probes, or knows who is signed in.
 *
 * Presence goes through the mailbox of the person, so that it keeps its order with their messages, and is
 * decided by the state machine (roster-state.ts) on what the database holds (roster-store.ts). There is no copy
 * in memory: presence comes in floods, but the ledger reads for many people in one round trip, and a presence
 * that changes nothing writes nothing.
 *
 * The handshake of a subscription leaves through the outbox. Answers to probes and broadcasts are not kept:
 * whoever misses one asks again, or gets the next broadcast.
 */
import { randomUUID } from "node:crypto";
import type { Feature, Parts } from "../feature.ts";
import { type Decision, type JobHandler, type LoadedJob, ofPerson } from "../ledger/job.ts";
import { pause } from "../ledger/pause.ts";
import type { Person } from "../ledger/person.ts";
import { type Queryable, write } from "../ledger/statement.ts";
import { parseJid } from "../xmpp/jid.ts";
import type { Address } from "../xmpp/plugin.ts";
import { type Stanza, xml } from "../xmpp/stanza.ts";
import { caps } from "../xmpp/xep/caps.ts";
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

/** What follows from people signing in and out. */
export interface PresenceFollower<S> {
  /** Reads what `changed` needs of people whose presence changes; in the order of `personIds`. */
  load(db: Queryable, personIds: readonly string[]): Promise<readonly S[]>;
  /**
   * Told when a person's presence has changed, in the transaction that records it: what it gives is written and
   * sent with it. The loss of a stream makes everybody unknown and is not told: ask `presence` when it matters.
   */
  changed(person: Person, presence: Presence, state: S, now: number): Decision;
}

/** What a roster is made from. */
export type RosterParts = Pick<Parts, "log" | "ledger" | "host">;

/** The roster, to other features. */
export interface Roster extends Feature {
  /** Tells who follows the presence of people at the address of ours with that localpart; one for each, before the start. */
  follow(local: string, follower: PresenceFollower<unknown>): void;
  /** Presence of people by `person.id`; everybody asked for is in the answer. */
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
  /** What the follower has read, where the presence changes. */
  readonly followed: unknown;
}

function outcomeOf({ presence, address }: RosterEvent, item: RosterItem | undefined): Outcome {
  return decidePresence(item, presence, address.roster === "mutual");
}

// Who was probed has so long to answer. A sign-out that nobody saw is found that much later, which costs a conversation
// that is to end nothing but this delay.
const SILENCE_MS = 10_000;

/** @param wait how to wait between attempts and for answers */
export function createRoster({ host, ledger, log }: RosterParts, wait = pause): Roster {
  const { domain, addresses, writer, iq } = host;
  const followers = new Map<string, PresenceFollower<unknown>>();
  // What is learnt belongs to a session. Each loss of a stream begins one, in which nothing is known of anybody.
  let session = randomUUID();
  let announcing = new AbortController();

  function stanza(saying: Saying, address: Address, to: string) {
    const extras = saying === "available" ? [caps(host, address), noAvatar()] : [];
    return presenceStanza(saying, address, to, extras);
  }

  const handler: JobHandler<RosterEvent, RosterState> = {
    name: "presence",

    // Anybody can send us presence; it is kept only of those who have something to do with us.
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
      // The prober is one resource (its server probes for it when it signs in); all else concerns the person.
      const asker = presence.type === "probe" ? from : person.address;
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
          ...outcome.answer.map((saying) => stanza(saying, address, asker)),
          ...(consequence?.ephemeral ?? []),
        ],
      };
    },

    // Nobody waits for an answer to presence, and the person's server repeats what matters.
    failed: () => ({}),
  };

  /** Starts what replaces every broadcast that is under way. */
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

  /** `undefined` where the configuration no longer has the address: it stays silent, and may come back. */
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
      log.debug({ person, type: event.presence.type }, "presence dropped: too much waits for this person");
    }
  }

  /** Asks the servers of those who answered no probe: where nobody is signed in, ejabberd leaves it unanswered. */
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
    // One page after the other: servers that never answer cost thirty seconds each, and no more than a page at once.
    await toEverybody(async (page) => {
      await Promise.all(page.filter((item) => item.asked === "granted" && !item.heard).map(ask));
    }, signal);
  }

  /** Takes a presence stanza from the router. Never throws, never waits. */
  function hear(received: Stanza): void {
    const { from, to } = received;
    // Two of our own addresses have nothing to tell each other, and might never stop. A bare domain is no person.
    if (from.domain === domain || from.local === "") return;
    const presence = readPresence(received);
    if (presence === undefined) return;
    const address = addresses.find(to);
    if (address?.roster === undefined) {
      // RFC 6121 §8.5.1. Probes and the rest are passed over in silence, as Prosody and ejabberd do: `unsubscribed`
      // would strike out for good an address that is missing for a moment only.
      if (presence.type === "subscribe") {
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

    /** Shows our presence to every subscriber and probes those whom we may see, until all is sent or the stream lost. */
    async online() {
      const signal = begin();
      const complete = await toEverybody((page) => {
        for (const item of page) if (item.seesUs) tell("available", item);
        for (const item of page) {
          // Only whom we may see: on Prosody a probe destroys a request that is still open. Such a request is made
          // again instead, since its answer may have come while we were away; servers do not show it twice.
          if (item.asked === "granted") tell("probe", item);
          else if (item.asked === "pending") tell("subscribe", item);
        }
      }, signal);
      log.debug({ complete }, "presence announced");
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
