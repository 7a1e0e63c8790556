/**
 * Who examines the server. Two connections of one component are in each other's way: Prosody ends the older one or refuses
 * the newer, ejabberd shares the stanzas out between them. So the examination goes over the stream of the instance that has
 * the lease; it is asked for by way of the database. Where none has it, this process takes the lease and connects.
 */
import { randomUUID } from "node:crypto";
import type { Config } from "../config/settings.ts";
import type { DatabaseOptions } from "../ledger/database/database.ts";
import { Session } from "../ledger/database/session.ts";
import { Lease } from "../ledger/lease/lease.ts";
import { applicationName } from "../ledger/lease/lost-transactions.ts";
import { pause } from "../ledger/pause.ts";
import type { Logger } from "../ops/log.ts";
import { reason } from "../ops/reason.ts";
import { type Answer, ask, forget, progress } from "./errands.ts";
import { type Finding, failure, ok, skipped } from "./finding.ts";
import { differences, fingerprint, judgeRunning } from "./fingerprint.ts";
import type { Running } from "./listening.ts";
import type { Examined } from "./report.ts";
import { examineStream } from "./stream/examination.ts";
import { examineLoss, examineTakeover, judgeHandshake, openOnce } from "./stream/handshake.ts";

const INSTANCE = "instance";
// In ms. Statements take milliseconds.
const LEASE_MS = 5_000;
// An instance that was killed has the lease for some seconds more.
const TAKE_MS = 10_000;
const ANSWER_MS = 20_000;
const LOOK_MS = 100;

export interface ServerOptions {
  readonly config: Config;
  /** Whether the database can be used, and has the tables of this version. */
  readonly database: "ready" | "unprepared" | "away";
  /** An instance that answers on this machine. */
  readonly running: Running | undefined;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Never rejects. */
export async function examineServer(options: ServerOptions): Promise<Examined> {
  const { database, running } = options;
  if (database === "ready") return examineUnderLease(options);
  // Without the tables nobody can be asked. An instance that is known is left alone.
  const holder = database === "away" ? undefined : await holderBefore(options);
  const other = running?.stream ? "an instance on this machine" : holder && `another instance (${holder})`;
  if (other === undefined) return examineAlone(options, options.signal, 0);
  const text = `${other} has the stream, and cannot be asked without a database of this version: the server is not examined`;
  return { server: undefined, findings: [skipped(INSTANCE, text)] };
}

/** The instance of another version that has the lease. */
async function holderBefore({ config, log }: ServerOptions): Promise<string | undefined> {
  const { url, schema } = config.database;
  await using session = new Session({ url, schema, applicationName: "anteroom-doctor" }, log);
  const looked = session.query<{ holder: string }>({
    text: "select holder from lease where domain = $1 and expires_at > now()",
    values: [config.xmpp.domain],
  });
  // There may be no such table.
  const rows = await inTime(
    looked.catch(() => []),
    LEASE_MS,
  );
  return rows?.[0]?.holder;
}

async function examineUnderLease(options: ServerOptions): Promise<Examined> {
  const { config, log, signal } = options;
  const { domain, instance } = config.xmpp;
  const database = {
    url: config.database.url,
    schema: config.database.schema,
    applicationName: applicationName(domain),
  };
  const lost = new AbortController();
  const lease = new Lease({
    database,
    domain,
    holder: `${instance} (doctor)`,
    log,
    online: () => false,
    onLost: () => lost.abort(new Error("the lease was lost")),
  });
  try {
    const taken = await inTime(lease.acquire(false), LEASE_MS);
    if (taken === undefined) {
      const text = `the database did not say within ${LEASE_MS / 1_000} s which instance has the lease`;
      return { server: undefined, findings: [failure(INSTANCE, text)] };
    }
    if (!taken) {
      const found = await examineByHolder(options, database);
      if (found !== "silent") return found;
      if (!(await inTime(lease.acquire(false), LEASE_MS))) {
        return { server: undefined, findings: [judgeSilence("silent")] };
      }
    }
    const openRooms = await countOpenRooms(database, domain, log);
    const free = ok(INSTANCE, "no instance runs: this process has taken the lease to examine the server");
    const ends = AbortSignal.any([signal, lost.signal]);
    const { server, findings } = await examineAlone(options, ends, openRooms);
    return { server, findings: [free, ...findings] };
  } catch (error) {
    return { server: undefined, findings: [failure(INSTANCE, reason(error))] };
  } finally {
    await lease.release();
  }
}

/** Those on the server that an earlier `serve` has left there, to come back to. */
async function countOpenRooms(database: DatabaseOptions, domain: string, log: Logger): Promise<number> {
  await using session = new Session(database, log);
  const [row] = await session.query<{ open: number }>({
    text: "select count(*)::int as open from room where domain = $1 and closed_at is null",
    values: [domain],
  });
  return row?.open ?? 0;
}

/** Connects, examines, and ends the connection. */
async function examineAlone(
  { config }: ServerOptions,
  signal: AbortSignal,
  openRooms: number,
): Promise<Examined> {
  const opened = await openOnce(config.xmpp);
  if (!("link" in opened)) return examineLoss(config, opened);
  try {
    const { server, findings } = await examineStream({
      wire: opened.host,
      config,
      alone: { openRooms },
      signal,
    });
    const takeover = signal.aborted ? [] : [await examineTakeover(config.xmpp)];
    return { server, findings: [judgeHandshake(config.xmpp, undefined), ...findings, ...takeover] };
  } finally {
    await opened.link.stop();
  }
}

/** `silent`: it did not even take the request. */
async function examineByHolder(
  options: ServerOptions,
  database: DatabaseOptions,
): Promise<Examined | "silent"> {
  await using session = new Session(database, options.log);
  const id = randomUUID();
  const { domain } = options.config.xmpp;
  await ask(session, id, domain);
  let answered: Answer | "silent" | "late";
  try {
    answered = await waitForAnswer(session, id, options.signal);
  } finally {
    await forget(session, id);
  }
  if (answered === "silent") return answered;
  if (answered === "late") return { server: undefined, findings: [judgeSilence(answered)] };
  const { stream, server, findings, settings = {} } = answered;
  const different = differences(settings, await fingerprint(options.config, id));
  if (!stream) {
    const beside = await examineBeside(options);
    return { ...beside, findings: judgeRunning(different, beside.findings) };
  }
  const text = "another instance has the lease, and has examined the server over its stream";
  return {
    server: server ?? undefined,
    findings: [ok(INSTANCE, text), ...judgeRunning(different, findings)],
  };
}

async function waitForAnswer(
  session: Session,
  id: string,
  signal: AbortSignal,
): Promise<Answer | "silent" | "late"> {
  const begun = performance.now();
  while (!signal.aborted) {
    const found = await progress(session, id);
    if (found?.answer) return found.answer;
    const waited = performance.now() - begun;
    if (found?.taken !== true && waited > TAKE_MS) return "silent";
    if (waited > ANSWER_MS) return "late";
    await pause(LOOK_MS, signal);
  }
  return "late";
}

export function judgeSilence(how: "silent" | "late"): Finding {
  const seconds = (how === "silent" ? TAKE_MS : ANSWER_MS) / 1_000;
  return failure(
    INSTANCE,
    `another instance has the lease, and did not ${how === "silent" ? "take the request" : "answer"} within ${seconds} s: it ` +
      "hangs, or is of an older version; stop it, and run doctor again",
  );
}

/** The instance that has the lease has no stream. Nobody is disturbed by one attempt, which tells why. */
async function examineBeside({ config }: ServerOptions): Promise<Examined> {
  const text = "another instance has the lease, but no stream";
  const opened = await openOnce(config.xmpp);
  if (!("link" in opened)) {
    const { server, findings } = await examineLoss(config, opened);
    return { server, findings: [ok(INSTANCE, text), ...findings] };
  }
  await opened.link.stop();
  return {
    server: undefined,
    findings: [
      ok(INSTANCE, text),
      judgeHandshake(config.xmpp, undefined),
      skipped("examination", "that instance will connect at its next attempt: run doctor again then"),
    ],
  };
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    late = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(late);
  }
}
