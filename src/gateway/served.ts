/** The gateway where browsers are served: see index.ts, which loads it. */
import type { Config } from "../config/settings.ts";
import type { Feature, Parts } from "../feature.ts";
import type { Queryable } from "../ledger/statement.ts";
import { byStream } from "./bot/index.ts";
import { courierStatements, createCourier, createMessenger, createToBot } from "./courier/index.ts";
import type { Gateway, GatewayOptions } from "./gateway.ts";
import { gatewayGauges } from "./gauges.ts";
import { createHttp, warningsOf } from "./http/index.ts";
import { createIdentity, type Identity, identitySweeps } from "./identity/index.ts";
import {
  createAttendance,
  createPeople,
  friends,
  instanceSweep,
  leaveSeat,
  setPresence,
  takeSeat,
} from "./presence/index.ts";
import { RequestSessions, type Requests, requestSweeps } from "./requests/index.ts";
import { appendStatement, createWakes, streamStatements, streamSweeps } from "./stream/index.ts";

interface ServedOptions extends GatewayOptions {
  /** `http.listen` */
  readonly listen: NonNullable<Config["http"]["listen"]>;
}

// A database that answers later than this is one that browsers wait for in vain.
const ANSWER_MS = 2_000;
// Each reads 250 people at once.
const SESSIONS_OF_STREAMS = 2;

export function createServed(parts: Parts, { conversations, listen }: ServedOptions): Gateway {
  const { config, host, ledger, notifications, clock, scheduler, log } = parts;
  const { domain } = host;
  const bot = `${config.bot.address}@${domain}`;
  const db = new RequestSessions(parts.database, log);
  const reads = new RequestSessions(parts.database, log, { sessions: SESSIONS_OF_STREAMS });
  const attendance = createAttendance({ db, domain, log, onChange: () => people.hint() });
  const wakes = createWakes({ db, notifications, log, alone: () => attendance.alone });
  ledger.onRows(appendStatement, wakes.added);
  const { follower } = conversations;
  const people = createPeople(parts, {
    follower,
    wakes,
    notifications,
    attending: () => attendance.begun,
  });
  conversations.deliveries.add(
    "browser",
    byStream({ domain, bot, name: config.bot.name, clock, wakes, presence: people.presence }),
  );
  const toBot = createToBot({ conversations, ledger, log, bot });
  const courier = createCourier({ ledger, notifications, domain, log, toBot, toRooms: people });
  const acting = (): boolean => ledger.tenure !== undefined;
  const messenger = createMessenger({ db, domain, log, courier, acting });
  const requests: Requests = {
    db,
    reads,
    addresses: { domain, bot, botName: config.bot.name },
    clock,
    scheduler,
    wakes,
    notifications,
    onSpoken: messenger.spoken,
    onErrand: messenger.errands,
  };
  const http = createHttp({
    config: config.http,
    listen,
    identity: identityOf(parts, { db, reads }),
    requests,
    people: {
      takeSeat: (who, seat) => takeSeat(db, who, seat),
      leaveSeat: (who, seat) => leaveSeat(db, who, seat),
      setPresence: (who, availability) => setPresence(db, who, availability),
      friends: (who) => friends(db, who, { bot }),
    },
    attendance,
    log,
  });
  let listening = false;
  const feature: Feature = {
    name: "gateway",
    statements: [...courierStatements, ...streamStatements],
    sweeps: [
      ...identitySweeps(),
      ...streamSweeps({ domain, before: () => clock() - config.http.retention }),
      ...requestSweeps(),
      instanceSweep,
    ],
    gauges: gatewayGauges(http),
    async start() {
      for (const { text } of warningsOf(config.http)) log.warn(text);
      wakes.start();
      attendance.start();
      messenger.start();
      courier.start();
      await http.start();
      listening = true;
      log.info({ listen: http.address, base: config.http.base }, "the gateway is served");
    },
    reload({ http: { origins } }) {
      http.allow(origins);
    },
    async waitingFor() {
      if (!listening) return ["gateway"];
      return (await answers(db)) ? [] : ["database"];
    },
    refuse() {
      courier.refuse();
      http.refuse();
    },
    async stop() {
      // A standby that is told to end has not refused anything before.
      courier.refuse();
      if (listening) await http.stop();
      await Promise.all([courier.stop(), messenger.stop(), attendance.stop(), wakes.stop()]);
      await Promise.all([db.stop(), reads.stop()]);
    },
  };
  return {
    features: [people.feature, feature],
    browsers: people.forRooms,
    clients: () => http.clients,
  };
}

function identityOf(
  { config, host, clock, log }: Parts,
  { db, reads }: Pick<Requests, "db" | "reads">,
): Identity {
  const { jwt, visitors, token, renewal } = config.http;
  const { secret, jwks, audience, issuer } = jwt;
  return createIdentity({
    db,
    reads,
    log,
    domain: host.domain,
    reserved: [config.bot.address, config.rooms.address],
    logins: { secret, jwks, audience, issuer, clock },
    visitors,
    lifetimes: { token, renewal },
  });
}

async function answers(db: Queryable): Promise<boolean> {
  let late: NodeJS.Timeout | undefined;
  const asked = db.query({ name: "gateway_answers", text: "select 1 as answer", values: [] }).then(
    () => true,
    () => false,
  );
  const patience = new Promise<false>((resolve) => {
    late = setTimeout(resolve, ANSWER_MS, false);
  });
  try {
    return await Promise.race([asked, patience]);
  } finally {
    clearTimeout(late);
  }
}
