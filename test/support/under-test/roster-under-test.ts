/**
 * A roster as Anteroom wires it: on a stream, a ledger and a real database. The server may be the scripted one or a
 * Prosody. What is started on the same database again is what a restarted process would be.
 */

import { Ledger } from "../../../src/ledger/ledger.ts";
import { createRoster, type Roster } from "../../../src/roster/roster.ts";
import type { Presence } from "../../../src/roster/roster-state.ts";
import { type Jid, parseJid } from "../../../src/xmpp/jid.ts";
import { serialise } from "../../../src/xmpp/out/serialise.ts";
import { installPlugins } from "../../../src/xmpp/plugin.ts";
import { plugins } from "../../../src/xmpp/xep/index.ts";
import { withDelay } from "../../../src/xmpp/xep/message/delay.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { Arrivals } from "../process/arrivals.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { holdLease, TENURE } from "./ledger.ts";
import { type StreamUnderTest, streamUnderTest } from "./stream-under-test.ts";

export interface RosterOptions {
  readonly url: string;
  readonly domain: string;
  readonly secret: string;
  readonly database: TestDatabase;
  /** The roster's pauses: before it is read again where the database failed, and before people are asked after. */
  readonly pause?: (us: StreamUnderTest) => Promise<void>;
}

export interface RosterUnderTest extends AsyncDisposable {
  readonly us: StreamUnderTest;
  readonly ledger: Ledger;
  readonly roster: Roster;
  /** Who signed in or out, or out of sight: "ann@example.org in". */
  readonly changes: Arrivals<string>;
  /** How many people's states the follower has read. */
  readonly followed: () => number;
  /**
   * Resolves when the next stream is open and the ledger at work on it. `announced` settles when the roster has told
   * everybody; it is wrapped, so that it need not be waited for.
   */
  connected(): Promise<{ readonly announced: Promise<void> }>;
  /** Resolves when all that was taken in is handled. */
  idle(): Promise<void>;
  presenceOf(person: string): Promise<Presence>;
  /** The rows, as text: "ann@example.org sees us, granted". */
  items(): Promise<readonly string[]>;
  /** Ends without a farewell, as a killed process would. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts connecting. There are `bot@` and `desk@`, and the domain is an address, too. */
export async function startRoster(options: RosterOptions): Promise<RosterUnderTest> {
  const { domain, database, pause } = options;
  await holdLease(database, domain);
  const us = streamUnderTest({
    url: options.url,
    domain,
    secret: options.secret,
    onOffline: () => {
      ledger.offline();
      roster.offline?.();
    },
  });
  const { host, link } = us;
  addAddresses(us);
  installPlugins(host, plugins);
  const connection = { url: database.url, schema: database.schema, applicationName: "roster under test" };
  const ledger = new Ledger({
    database: connection,
    domain,
    clock: host.clock,
    log: us.log,
    channel: host.writer,
    serialise: (element) => serialise(element, domain),
    delayed: (stanza, decidedAt) => withDelay(stanza, domain, decidedAt),
    tenure: () => TENURE,
    onLeaseLost: () => {},
    onPressure: () => {},
  });
  const changes = new Arrivals<string>("the follower of presence");
  let followed = 0;
  const roster = createRoster({ host, ledger, log: us.log }, pause && (() => pause(us)));
  roster.follow("bot", {
    load: async (_, personIds) => {
      followed += personIds.length;
      return personIds;
    },
    changed: ({ id, address }, presence, own) => {
      if (own !== id) throw new Error(`${address} was given the state of another`);
      return { afterCommit: () => changes.take(`${address} ${presence}`) };
    },
  });
  ledger.register(roster.statements ?? []);
  roster.listen?.(host.router);
  ledger.start();
  ledger.leaseTaken();
  link.start();
  return disposeWithTest<RosterUnderTest>({
    us,
    ledger,
    roster,
    changes,
    followed: () => followed,
    async connected() {
      await us.announced.next((what) => what === "online");
      const announced = roster.online?.() ?? Promise.resolve();
      await ledger.online();
      return { announced };
    },
    idle: () => ledger.mailbox.idle(),
    async presenceOf(person) {
      const [row] = await database.query<{ id: string }>("select id from person where address = $1", [
        person,
      ]);
      if (row === undefined) return "unknown";
      return (await roster.presence(ledger.db, [row.id])).get(row.id) ?? "unknown";
    },
    async items() {
      const rows = await database.query<{ item: string }>(
        `select concat_ws(' ', address, case when sees_us then 'sees us,' else 'does not see us,' end, asked) as item
         from roster_item join person on person.id = person_id
         where domain = $1 order by address, local`,
        [domain],
      );
      return rows.map(({ item }) => item);
    },
    async [Symbol.asyncDispose]() {
      await us[Symbol.asyncDispose]();
      await ledger.stop();
    },
  });
}

function addAddresses({ host: { addresses, domain } }: StreamUnderTest): void {
  const identities = [{ category: "client", type: "bot" }];
  for (const local of ["bot", "desk"]) {
    const jid = address(`${local}@${domain}`);
    addresses.add({
      jid,
      name: "Helper",
      resource: "anteroom",
      identities,
      features: [],
      listed: true,
      roster: "mutual",
    });
  }
  addresses.add({
    jid: address(domain),
    name: "Help",
    identities: [],
    features: [],
    listed: false,
    roster: "kept",
  });
}

function address(text: string): Jid {
  const jid = parseJid(text);
  if (jid === undefined) throw new Error(`${text} is no address`);
  return jid;
}
