/**
 * Rooms: a pool of private MUC rooms that a staff web application hands out by SQL (migrations/).
 *
 * `life/` decides, and has no effects. `runtime/` runs the open rooms, `pool/` makes new ones, `reconcile/` reads the
 * truth back after a loss, `muc/` talks with the MUC service, `store/` has the rows.
 */
import type { Config } from "../config/settings.ts";
import type { Feature, Parts } from "../feature.ts";
import { yesNo } from "../index.ts";
import { ConfigError } from "../ops/problem.ts";
import { reason } from "../ops/reason.ts";
import type { Roster } from "../roster/roster.ts";
import type { Address } from "../xmpp/addresses.ts";
import { parseJid } from "../xmpp/jid.ts";
import { type LineOfQueue, roomGauges } from "./gauges.ts";
import { createMuc } from "./muc/index.ts";
import { newPassword, Pool } from "./pool/index.ts";
import type { FromIm } from "./responders/index.ts";
import {
  type Browsers,
  consequences,
  createLook,
  createWords,
  Driver,
  Hints,
  MucHost,
  NO_BROWSERS,
  Rejoin,
  Rooms,
  roomJobs,
  SignIns,
  STATEMENTS,
} from "./runtime/index.ts";
import { closeUnserved, linesOf, openRooms, prepareQueues, roomSweeps } from "./store/index.ts";
import { roomWishes } from "./wishes.ts";

/** Other features, as rooms see them. */
export interface RoomsOptions {
  readonly roster: Pick<Roster, "presence">;
  readonly fromIm: Pick<FromIm, "look" | "offer" | "accept">;
  readonly browsers?: Browsers;
}

/** The pool; `undefined` where `rooms.service` is off. */
export function createRooms(
  parts: Parts,
  { roster, fromIm, browsers = NO_BROWSERS }: RoomsOptions,
): Feature | undefined {
  const { config, texts, host, ledger, clock, scheduler, log } = parts;
  const { service, nickname, lease, grace, client_grace: clientGrace } = config.rooms;
  if (service === undefined) return undefined;
  const { domain } = host;
  const { instance } = config.xmpp;
  const address = ownerAddress(config);
  const owner = `${address.jid.bare}/${address.resource}`;
  const bot = `${config.bot.address}@${domain}/${config.bot.resource}`;
  const say = texts(undefined);
  const terms = { grace, clientGrace };
  const muc = createMuc({ from: owner, iq: host.iq, writer: host.writer });
  const look = (room: Parameters<Rooms["look"]>[0]): void => rooms.look(room);
  const driver = new Driver({ muc, domain, scheduler, log, say, look });
  const hints = new Hints({ db: ledger.db, schema: config.database.schema, scheduler, log });
  const mucHost: MucHost = new MucHost({
    muc,
    service,
    owner: address.jid.bare,
    scheduler,
    log,
    there(again) {
      if (again) pool.again();
      rejoin.serviceIsThere(again);
    },
    absent: () => void rejoin.again(...[...rooms.all].filter(({ sighting }) => sighting === "inside")),
    gone: (why) => rejoin.serviceIsGone(why),
  });
  const rejoin: Rejoin = new Rejoin({
    muc,
    service,
    doubt: (why) => mucHost.doubt(why),
    sure: () => mucHost.sure(),
    driver,
    scheduler,
    log,
    look,
    bringBack: ({ id }) => browsers.bringBack(id),
    read: (ids) => openRooms(ledger.db, domain, ids),
  });
  let current: Pick<Config, "rooms"> = config;
  /** The rows of the queues are as the settings say. */
  let prepared = false;
  /** As the metrics show it. */
  let line: readonly LineOfQueue[] = [];
  const refusals: Record<string, number> = {};
  /** Grows with each stream and each loss of one. */
  let stream = 0;
  /** The stream on which the rows of all rooms were read. */
  let known = -1;
  const inSight = (): boolean => known === stream;
  const pool: Pool = new Pool({
    ledger,
    muc,
    domain,
    owner: address.jid.bare,
    service,
    levels: levelsOf(config),
    botNick: nickname,
    lease,
    instance,
    wishes: roomWishes(config),
    scheduler,
    log,
    add: (row) => rooms.add(row),
    look,
    absent: () => mucHost.absent,
    onRefused: (kind) => {
      refusals[kind] = (refusals[kind] ?? 0) + 1;
    },
    onFailed: (error) => log.debug({ reason: reason(error) }, "the pool could not be filled"),
  });
  const aside = (room: { readonly jid: string }, work: Promise<void>): void => {
    work.catch((error: unknown) => {
      const about = { room: room.jid, reason: reason(error) };
      log.warn(about, "a client could not be asked whether to wait for somebody else");
    });
  };
  const act = consequences({
    driver,
    hints,
    muc,
    look: (room) => rooms.look(room),
    offer: (room, { address, seat }) => aside(room, fromIm.offer(address, seat, room.queue)),
    over: (room) => {
      rooms.remove(room);
      rejoin.drop(room);
    },
    more: () => looks.hint(),
    log,
  });
  const jobOf = roomJobs({
    terms,
    instance,
    newPassword,
    words: createWords({ owner, bot, domain, say }),
    browsers,
    rejoin: (room) => rejoin.later(room),
    act,
  });
  const rooms: Rooms = new Rooms({
    driver,
    job: jobOf,
    post: (job) => ledger.post(job),
    answered: (room, presence) => {
      if (!pool.answered(room, presence)) rejoin.answered(room, presence);
    },
    said: (room, { address, seat }, text) => {
      const read = yesNo().parse(text, { now: clock(), lang: null });
      if (read.ok && read.value) aside(room, fromIm.accept(address, seat, room.queue));
    },
    unknown: (jid) => {
      // Before the rows are read none is known. Of the others nobody will ever be handed one.
      if (!inSight()) return;
      log.info({ room: jid }, "a room that is over, or that nobody knows, is destroyed");
      muc.destroy(jid, say("room-closing")).catch(() => {});
    },
  });
  const looks = createLook({
    ledger,
    domain,
    clock,
    log,
    rooms,
    pool,
    rejoin,
    signIns: new SignIns({ db: ledger.db, roster, look }),
    roster,
    muc,
    may: inSight,
    async prepare() {
      if (prepared) return;
      const wanted = current;
      await prepareQueues(ledger, { domain, bot: config.bot.address, config: wanted });
      const done = await closeUnserved(ledger, { domain, config: wanted });
      prepared = done && wanted === current;
    },
    others: () => fromIm.look(),
  });
  const lost = (): void => {
    stream++;
    prepared = false;
    pool.offline();
    mucHost.offline();
    rejoin.offline();
    driver.offline();
    for (const room of rooms.all) room.outOfSight();
  };
  return {
    name: "rooms",
    addresses: [address],
    statements: STATEMENTS,
    sweeps: roomSweeps({ domain, before: () => clock() - config.rooms.retention }),
    gauges: roomGauges({ rooms: () => rooms.all, refusals: () => refusals, line: () => line }),
    async measure() {
      const names = ledger.tenure === undefined ? [] : [...current.rooms.queues.keys()];
      line = names.length === 0 ? [] : await ledger.db.query<LineOfQueue>(linesOf(names)).catch(() => []);
    },
    listen(router) {
      const to = { local: address.jid.local };
      router.on({ stanza: "presence", from: { domain: service }, to }, (stanza) => rooms.hear(stanza));
      router.on({ stanza: "message", from: { domain: service }, to }, (stanza) => rooms.hearMessage(stanza));
    },
    reload(renewed) {
      current = renewed;
      pool.keep(levelsOf(renewed));
      prepared = false;
      looks.hint();
    },
    async online() {
      lost();
      const present = stream;
      looks.start();
      while (present === stream) {
        try {
          const rows = await openRooms(ledger.db, domain);
          if (present !== stream) return;
          const ids = new Set(rows.map(({ id }) => id));
          for (const room of [...rooms.all]) {
            if (ids.has(room.id)) continue;
            // It is over; or the database has lost its row, and nobody will ever be handed it.
            rooms.remove(room);
            muc.destroy(room.jid, say("room-closing")).catch(() => {});
          }
          rejoin.join(rows.map((row) => [rooms.add(row), row] as const));
          known = present;
          looks.hint();
          return;
        } catch (error) {
          log.warn({ reason: reason(error) }, "the rooms could not be read; trying again");
          await new Promise<void>((resolve) => scheduler.after(AGAIN_MS, resolve));
        }
      }
    },
    offline: lost,
    async stop() {
      hints.stop();
      await looks.stop();
    },
  };
}

const AGAIN_MS = 1_000;

function levelsOf({ rooms: { queues } }: Pick<Config, "rooms">) {
  return [...queues].map(([queue, { ready, max }]) => ({ queue, ready, max }));
}

function ownerAddress({ rooms, bot, xmpp }: Config): Address {
  const jid = parseJid(`${rooms.address}@${xmpp.domain}`);
  if (jid === undefined) {
    throw new ConfigError([{ key: "rooms.address", text: `${rooms.address} cannot be part of an address` }]);
  }
  return {
    jid,
    name: rooms.nickname,
    resource: bot.resource,
    identities: [{ category: "client", type: "bot", name: rooms.nickname }],
    features: [],
    listed: false,
  };
}
