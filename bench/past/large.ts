/**
 * `npm run bench:large`: a database of ten million messages. What its tables and indexes take, how many durable steps a second
 * there are beside an empty database in the same run (they should be within 1.1), and the delay of live messages while old
 * conversations are deleted (at least 1,000 messages a second, and the p99 within 1.5 times the quiet one).
 */

import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import type pg from "pg";
import { type Contender, domainOf, startContender } from "../contenders.ts";
import type { Load } from "../load/load.ts";
import { median } from "../load/numbers.ts";
import type { Measured } from "../load/protocol.ts";
import { positive, whole } from "../options.ts";
import { runProgram } from "../program.ts";
import { LOAD_DOMAIN, Servers } from "../servers.ts";
import { fillHistory } from "./history.ts";
import { addEnded, MESSAGES, PAST_DOMAIN } from "./overdue.ts";

const STRETCHES = 5;

interface LargeOptions {
  readonly messages: number;
  readonly ended: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly rate: number;
  readonly people: number;
}

function readOptions(args: readonly string[]): LargeOptions {
  return new Command("npm run bench:large --")
    .exitOverride()
    .option("--messages <n>", "messages of history", whole, 10_000_000)
    .option("--ended <n>", `conversations of ${MESSAGES} messages each that retention deletes`, whole, 20_000)
    .option("--rounds <n>", "turns of the empty and the full database", whole, 6)
    .option("--seconds <n>", "length of each measured stretch", positive, 5)
    .option("--rate <n>", "live messages per second while old ones are deleted", positive, 200)
    .option("--people <n>", "people who write", whole, 200)
    .allowExcessArguments(false)
    .parse(args, { from: "user" })
    .opts<LargeOptions>();
}

await runProgram(readOptions, async (options, folder, say) => {
  const domains = [PAST_DOMAIN, domainOf("anteroom"), domainOf("history")];
  await using servers = await Servers.start({ folder, domains });
  const { databases, around } = servers;
  console.log(JSON.stringify(await servers.machine()));
  for (const name of ["anteroom", "history"]) await servers.prepare(name);
  const client = await databases.client("history");
  say(`filling the database with ${options.messages} messages`);
  const begun = performance.now();
  const { messages, people } = options;
  await fillHistory(client, { messages, people, peopleAt: LOAD_DOMAIN });
  console.log(`${messages} messages, filled and vacuumed in ${since(begun)}`);
  console.log(await sizes(client));

  const empty = await startContender("anteroom", around);
  const full = await startContender("history", around);
  await using load = await servers.load(people);
  const passed = await steps([empty, full], load, options, say);
  say("deleting old conversations");
  const kept = await retention(client, full, load, options);
  await client.end();
  await Promise.all([empty.child.stop(), full.child.stop()]);
  return passed && kept;
});

function since(begun: number): string {
  return `${((performance.now() - begun) / 1000).toFixed(1)} s`;
}

/** The largest first. */
async function sizes(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Record<"name" | "rows" | "heap" | "indexes", string>>(
    `select relname as name, reltuples::bigint::text as rows, pg_size_pretty(pg_table_size(oid)) as heap,
            (select string_agg(indexrelid::regclass::text || ' ' || pg_size_pretty(pg_relation_size(indexrelid)), ', '
                               order by pg_relation_size(indexrelid) desc)
             from pg_index where indrelid = pg_class.oid) as indexes
     from pg_class where relkind = 'r' and relnamespace = 'anteroom'::regnamespace and reltuples > 1000
     order by pg_total_relation_size(oid) desc`,
  );
  return rows
    .map(({ name, rows, heap, indexes }) => `  ${name}: ${rows} rows, ${heap}; ${indexes}`)
    .join("\n");
}

/** There and back again, as a shared machine is quicker at one time than at another. */
async function steps(
  contenders: readonly Contender[],
  load: Load,
  { rounds, seconds }: LargeOptions,
  say: (line: string) => void,
): Promise<boolean> {
  const run = ({ domain }: Contender, warmup: number, length: number) =>
    load.run({ kind: "closed", to: `bot@${domain}`, warmup, seconds: length }, () => {});
  for (const one of contenders) {
    await load.run({ kind: "opening", to: `bot@${one.domain}`, text: one.opening ?? "" }, () => {});
    await run(one, 0, 3);
  }
  const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    say(`steps, round ${round} of ${rounds}`);
    for (const one of round % 2 === 1 ? contenders : contenders.toReversed()) {
      const { replies, seconds: measured } = await run(one, 1, seconds);
      rates.get(one.name)?.push(replies / measured);
    }
  }
  const [empty = [], full = []] = [...rates.values()];
  const ratio = median(empty.map((rate, round) => rate / (full[round] ?? 0)));
  console.log(
    `durable steps: ${median(empty).toFixed(0)}/s on the empty database, ${median(full).toFixed(0)}/s on the full one; ` +
      `empty / full in the same round: ${ratio.toFixed(2)} (aim: 1.10 or less); ` +
      `rounds: ${empty.map((rate, round) => `${rate.toFixed(0)}/${full[round]?.toFixed(0)}`).join(", ")}`,
  );
  return ratio <= 1.1;
}

async function retention(
  client: pg.Client,
  { domain }: Contender,
  load: Load,
  { ended, rate, seconds }: LargeOptions,
): Promise<boolean> {
  /** Several stretches: one alone says little on a shared machine. */
  const live = async (): Promise<readonly Measured[]> => {
    const stretches: Measured[] = [];
    for (let n = 0; n < STRETCHES; n++) {
      const stretch = { to: `bot@${domain}`, warmup: 1, seconds, rate };
      stretches.push(await load.run({ kind: "open", ...stretch }, () => {}));
    }
    return stretches;
  };
  const left = async () => {
    const { rows } = await client.query<{ left: number }>(
      "select count(*)::integer as left from conversation where ended_at < now() - interval '30 days'",
    );
    return rows[0]?.left ?? 0;
  };
  await addEnded(client, ended);
  await client.query("vacuum analyze");
  await client.query("checkpoint");
  const before = await live();
  // Old conversations are looked for once a minute.
  while ((await left()) >= ended) await delay(100);
  const [from, begun] = [await left(), performance.now()];
  const during = await live();
  const deleted = (from - (await left())) / ((performance.now() - begun) / 1000);
  while ((await left()) > 0) await delay(500);
  const after = await live();
  const p99 = (stretches: readonly Measured[]) => median(stretches.map((one) => one.p99));
  const line = (when: string, stretches: readonly Measured[]) =>
    `  ${when}: p50 ${median(stretches.map((one) => one.p50)).toFixed(1)}, p99 ${p99(stretches).toFixed(1)} ms ` +
    `(${stretches.map((one) => one.p99.toFixed(0)).join(", ")}), ${stretches.reduce((sum, { lost }) => sum + lost, 0)} lost`;
  const moved = p99(during) / ((p99(before) + p99(after)) / 2);
  console.log(
    [
      `retention: ${deleted.toFixed(0)} conversations, ${(deleted * MESSAGES).toFixed(0)} messages a second, beside ${rate} live messages/s`,
      line("before", before),
      line("during", during),
      line("after", after),
      `  p99 during / p99 quiet: ${moved.toFixed(2)} (aim: 1.50 or less, at 1,000 messages a second or more)`,
    ].join("\n"),
  );
  const vacuuming = performance.now();
  await client.query("vacuum");
  console.log(`vacuum after ${ended} conversations were deleted: ${since(vacuuming)}`);
  return moved <= 1.5 && deleted * MESSAGES >= 1_000;
}
