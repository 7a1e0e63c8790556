/**
 * `npm run bench:sweep`: the delay of live messages while many conversations are ended as idle, and while many are
 * deleted, compared with the delay before and after. The delay should stay within 1.5 times the quiet one.
 */

import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import type pg from "pg";
import { domainOf, startContender } from "../contenders.ts";
import type { Measured } from "../load/protocol.ts";
import { positive, whole } from "../options.ts";
import { runProgram } from "../program.ts";
import { Servers } from "../servers.ts";
import { openRawComponent } from "../wire/raw-component.ts";
import { addEnded, addIdle, PAST_DOMAIN, setIdleTimers } from "./overdue.ts";

const DOMAIN = domainOf("anteroom");
const BOT = `bot@${DOMAIN}`;

interface SweepOptions {
  readonly rows: number;
  readonly rate: number;
  readonly seconds: number;
  readonly people: number;
}

function readOptions(args: readonly string[]): SweepOptions {
  return new Command("npm run bench:sweep --")
    .exitOverride()
    .option("--rows <n>", "number of conversations to end, and of others to delete", whole, 100_000)
    .option("--rate <n>", "live messages per second", positive, 300)
    .option("--seconds <n>", "length of each stretch", positive, 10)
    .option("--people <n>", "people who write", whole, 100)
    .allowExcessArguments(false)
    .parse(args, { from: "user" })
    .opts<SweepOptions>();
}

await runProgram(readOptions, measureSweeps);

async function measureSweeps(
  options: SweepOptions,
  folder: string,
  say: (line: string) => void,
): Promise<boolean> {
  await using servers = await Servers.start({ folder, domains: [PAST_DOMAIN, DOMAIN] });
  const { prosody, databases, around } = servers;
  await servers.prepare("anteroom");
  const { child, opening } = await startContender("anteroom", around);
  await using load = await servers.load(options.people);
  const client = await databases.client("anteroom");
  await client.query("set search_path to anteroom");
  const session = await sessionOf(client, prosody.componentPort, around.secret);
  await load.run({ kind: "opening", to: BOT, text: opening ?? "" }, () => {});
  await load.run({ kind: "closed", to: BOT, warmup: 0, seconds: 3 }, () => {});

  const live = () =>
    load.run({ kind: "open", to: BOT, warmup: 0.5, seconds: options.seconds, rate: options.rate }, () => {});
  const count = async (which: string): Promise<number> => {
    const { rows } = await client.query(`select count(*)::integer as left from ${which}`);
    return rows[0]?.left ?? 0;
  };
  const sweep = async (title: string, begin: () => Promise<void>, which: string): Promise<void> => {
    const before = await live();
    await begin();
    while ((await count(which)) >= options.rows) await delay(100);
    const [left, begun] = [await count(which), performance.now()];
    const during = await live();
    const swept = (left - (await count(which))) / ((performance.now() - begun) / 1000);
    while ((await count(which)) > 0) await delay(500);
    console.log(report(title, options, [before, during, await live()], swept));
  };

  say(`adding ${options.rows} idle conversations`);
  await addIdle(client, options.rows, DOMAIN, session);
  await client.query("vacuum analyze");
  await client.query("checkpoint");
  const idle = "timer where due_at < now()";
  await sweep("ended as idle", () => setIdleTimers(client, DOMAIN), idle);
  const held = await count("conversation_notice");
  if (held !== options.rows) say(`${held} notices are held back instead of ${options.rows}`);

  say(`adding ${options.rows} ended conversations`);
  const ended = "conversation where ended_at < now() - interval '30 days'";
  await sweep("deleted", () => addEnded(client, options.rows), ended);
  await client.end();
  await child.stop();
  return true;
}

/** Has somebody sign out: on which session the process knows presence is in their row. */
async function sessionOf(client: pg.Client, port: number, secret: string): Promise<string> {
  const somebody = await openRawComponent({
    port,
    domain: PAST_DOMAIN,
    secret,
    onStanza: () => {},
    onClosed: () => {},
  });
  for (const type of ["subscribe", "subscribed", "unavailable"]) {
    somebody.write(`<presence type="${type}" from="somebody@${PAST_DOMAIN}" to="${BOT}"/>`);
  }
  for (;;) {
    const { rows } = await client.query<{ session: string }>(
      "select session from roster_item where resources = '{}'",
    );
    if (rows[0] !== undefined) return rows[0].session;
    await delay(50);
  }
}

function report(
  title: string,
  { rows, rate }: SweepOptions,
  [before, during, after]: readonly [Measured, Measured, Measured],
  swept: number,
): string {
  const line = (when: string, { p50, p99, slowest, replies, lost, errors, wrong }: Measured): string => {
    const faults = lost + errors + wrong === 0 ? "" : `; ${lost} lost, ${errors} errors, ${wrong} wrong`;
    return `  ${when}: p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, slowest ${slowest.toFixed(1)} ms of ${replies}${faults}`;
  };
  const quiet = (before.p99 + after.p99) / 2;
  return [
    `${rows} conversations ${title}, ${swept.toFixed(0)}/s, beside ${rate} live messages/s`,
    line("before", before),
    line("during", during),
    line("after", after),
    `  p99 during / p99 quiet: ${(during.p99 / quiet).toFixed(2)} (aim: 1.50 or less)`,
  ].join("\n");
}
