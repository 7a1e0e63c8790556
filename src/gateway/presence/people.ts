/**
 * People from browsers, on the instance with the stream: puts the parts of this folder together. It looks once a second,
 * as rooms do, for what other instances and SQL functions have written, and sooner where somebody hints.
 */

import type { StanzaError } from "../../errors.ts";
import type { Feature, Parts } from "../../feature.ts";
import type { Notifications } from "../../ledger/database/notifications.ts";
import type { AnyJob } from "../../ledger/job.ts";
import { Rounds } from "../../ledger/rounds.ts";
import type { Queryable } from "../../ledger/statement.ts";
import { reason } from "../../ops/reason.ts";
import type { Browsers } from "../../rooms/runtime/browsers.ts";
import type { PresenceFollower } from "../../roster/roster.ts";
import type { Presence as Whereabouts } from "../../roster/roster-state.ts";
import { parseJid } from "../../xmpp/jid.ts";
import { parentDomain } from "../../xmpp/stream.ts";
import { readUpToStanza, type Typing, typingStanza } from "../mapping/index.ts";
import type { Wakes } from "../stream/index.ts";
import { comings, savePresence, suspects, whereabouts } from "./comings.ts";
import { forRooms } from "./for-rooms.ts";
import { Hearing } from "./hearing.ts";
import { lineJobs, lineQueries, saveTold, ticketNews } from "./line.ts";
import { Occupants } from "./occupants.ts";
import { type Place, RESOURCE } from "./place.ts";
import { openRows, presenceStatements, takenSeats } from "./rows.ts";
import { Speaker, type SpokenRow } from "./speaker.ts";
import { createUploads, type Slot, type Wish } from "./upload.ts";

export interface PeopleOptions {
  /** Told of comings and goings: that of the bot's conversations. */
  readonly follower: PresenceFollower<unknown>;
  readonly wakes: Pick<Wakes, "pass">;
  readonly notifications?: Pick<Notifications, "on">;
  /** Whether this instance has said that it lives; until then nobody's grace ends. */
  readonly attending?: () => boolean;
}

export interface People {
  readonly feature: Feature;
  /** For `createRooms`. */
  readonly forRooms: Browsers<never>;
  /** Whether people are there, by `person.id`: for the delivery of the kind `browser`. */
  presence(db: Queryable, personIds: readonly string[]): Promise<ReadonlyMap<string, Whereabouts>>;
  /** Looks now for what requests have written. */
  hint(): void;
  /** Says something in a room. Whatever becomes of it is written to its row, and told to the person. */
  speak(row: SpokenRow): void;
  typing(personId: string, thread: string, state: Typing["state"]): void;
  readUpTo(personId: string, thread: string, id: string): void;
  /** Rejects with `StreamLost` or `RequestTimeout`. */
  upload(entity: string, wish: Wish): Promise<Slot | StanzaError>;
}

const LOOK_MS = 1_000;
// Seats in rooms of other components, and whatever was missed.
const ALL_EVERY_LOOKS = 5;
const TOPIC = "browsers";

export function createPeople(parts: Parts, options: PeopleOptions): People {
  const { follower, wakes, notifications, attending = () => true } = options;
  const { config, host, ledger, scheduler, log } = parts;
  const { domain, writer, iq, clock } = host;
  const { service } = config.rooms;
  const { db } = ledger;
  const post = (job: AnyJob): boolean => ledger.post(job);
  const speaker: Speaker = new Speaker({
    occupants: () => occupants,
    stillOpen: (rows) => openRows(db, rows),
    timeline: () => ledger.tenure?.timeline,
    scheduler,
    clock,
  });
  const occupants: Occupants = new Occupants({
    domain,
    db,
    writer,
    iq,
    scheduler,
    clock,
    log,
    post,
    entered: (place) => speaker.entered(place),
    ended: (place) => speaker.ended(place),
  });
  const hearing =
    service === undefined
      ? undefined
      : new Hearing({ service, occupants, speaker, wakes, clock: parts.clock });
  const uploads = createUploads({ iq, server: parentDomain(domain) });
  const jobOf = comings({
    domain,
    follower,
    onChange: (personId) => occupants.refresh({ people: [personId] }),
  });
  const jobOfTicket = lineJobs();
  /** People and tickets whose jobs wait or are under way. */
  const posted = new Set<string>();
  const once = (key: string, job: AnyJob): void => {
    if (posted.has(key)) return;
    posted.add(key);
    if (!post({ ...job, settled: () => posted.delete(key) })) posted.delete(key);
  };
  let online = false;
  let looks = 0;
  let failing = false;
  const look = async (): Promise<void> => {
    const suspected = attending() ? await suspects(db, domain) : [];
    for (const suspect of suspected) once(`person ${suspect.personId}`, jobOf(suspect));
    const seats = await takenSeats(db, domain);
    if (++looks % ALL_EVERY_LOOKS === 0) await occupants.read({});
    else if (seats.length > 0) await occupants.read({ seats });
    if (service === undefined) return;
    await ledger.underLease(lineQueries(domain));
    for (const news of await ticketNews(db, domain))
      once(`ticket ${news.ticket}`, jobOfTicket(news) as AnyJob);
  };
  const rounds = new Rounds(async () => {
    if (!online) return LOOK_MS;
    try {
      await look();
      occupants.look();
      failing = false;
    } catch (error) {
      if (!failing && online && !rounds.stopping)
        log.warn({ reason: reason(error) }, "people from browsers could not be looked after; trying again");
      failing = true;
    }
    return LOOK_MS;
  });
  let stopHearing = (): void => {};

  const placeOf = (personId: string, thread: string): Place | undefined => {
    const place = occupants.of(personId, thread);
    return place?.inside ? place : undefined;
  };
  /** Of a sign that a person gives in a room. */
  const signalling = (place: Place) => {
    const [from, to] = [parseJid(place.address), parseJid(place.state.room)];
    if (from === undefined || to === undefined) return undefined;
    return { from, to, type: "groupchat" as const, thread: place.row.thread };
  };

  return {
    feature: {
      name: "people from browsers",
      statements: [savePresence, saveTold, ...presenceStatements],
      listen: (router) => hearing?.listen(router),
      async online() {
        online = true;
        occupants.online();
        speaker.online();
        stopHearing();
        stopHearing = notifications?.on(TOPIC, (of = domain) => of === domain && rounds.hint()) ?? (() => {});
        rounds.start();
        rounds.hint();
      },
      offline() {
        online = false;
        occupants.offline();
        speaker.offline();
        uploads.offline();
      },
      async stop() {
        online = false;
        stopHearing();
        occupants.stop();
        speaker.stop();
        await rounds.stop();
      },
    },
    forRooms: forRooms({ domain, occupants, over: (jid) => hearing?.forget(jid) }) as Browsers<never>,
    presence: whereabouts,
    hint: () => rounds.hint(),
    speak: (row) => speaker.speak(row),
    typing(personId, thread, state) {
      const place = placeOf(personId, thread);
      const addresses = place && signalling(place);
      if (addresses !== undefined) writer.send(typingStanza(addresses, state));
    },
    readUpTo(personId, thread, id) {
      const place = placeOf(personId, thread);
      const addresses = place && signalling(place);
      if (place === undefined || addresses === undefined) return;
      writer.send(readUpToStanza(addresses, hearing?.stanzaIdOf(place.state.room, id) ?? id));
    },
    upload: (entity, wish) => uploads.slot(`${entity}/${RESOURCE}`, wish),
  };
}
