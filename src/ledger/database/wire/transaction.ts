/**
 * This folder speaks PostgreSQL's protocol: a transaction in one round trip, all statements and then one Sync.
 * Statements before a Sync are one transaction ("Extended Query" in PostgreSQL's manual, 54.2.3): after the first
 * failure the server skips the rest and rolls back, so nothing can be committed in part. `pg` sends a Sync with each
 * query, which costs the server a flush to the socket each time, and needs BEGIN and COMMIT. It accepts this kind of
 * query as its own.
 */
import pg from "pg";
import type { Connection } from "../connection.ts";
import { classified, type NamedQuery } from "../database.ts";
import { Bytes } from "./bytes.ts";
import { writeExecution, writeSync } from "./execute.ts";

/** A statement, and its place among the messages. */
interface Placed {
  readonly name: string;
  readonly text: string;
  /** The place at which the messages that execute it begin. */
  readonly begin: number;
}

/** The part of `pg.Connection` that we use. Its types leave most of it out. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void; write(messages: Uint8Array): void };
  /** Texts by name: what the server has prepared. */
  readonly parsedStatements: { [name: string]: string };
  parse(query: { name: string; text: string }): void;
  close(message: { type: "S"; name: string }): void;
}

/** The part of `pg.Query` that its types leave out. */
interface Internals {
  name: string;
  text: string;
  callback: (error: Error | null, results?: pg.QueryResult | pg.QueryResult[]) => void;
  handleCommandComplete(message: unknown, connection: Wire): void;
  handleError(error: Error, connection: Wire): void;
}

const Query = pg.Query as unknown as new (config: { text: string }) => Internals;

// A batch of some thirty steps.
const USUAL_BYTES = 32 * 1024;
// The memory of one transaction serves the next as soon as the server has read it and answered. New memory for each
// would bring the garbage collector of old objects out every half second.
const MOST_KEPT = 4;
const LARGEST_KEPT = 1024 * 1024;
const unused: Bytes[] = [];

function recycle(bytes: Bytes): void {
  if (unused.length >= MOST_KEPT || bytes.capacity > LARGEST_KEPT) return;
  bytes.clear();
  unused.push(bytes);
}

class Transaction extends Query {
  /** Read by pg; without it that of the connection counts. */
  readonly query_timeout: number | undefined;
  readonly #statements: readonly Placed[];
  readonly #bytes: Bytes;
  readonly #messages: Buffer;
  #current = 0;

  /** Throws a `TypeError` for a value that cannot be sent. */
  constructor(queries: readonly NamedQuery[], queryTimeoutMs: number | undefined) {
    super({ text: "" });
    this.query_timeout = queryTimeoutMs;
    const bytes = unused.pop() ?? new Bytes(USUAL_BYTES);
    this.#statements = queries.map(({ name = "", text, values = [] }) => {
      const begin = bytes.length;
      writeExecution(bytes, { name, text, values });
      return { name, text, begin };
    });
    writeSync(bytes);
    this.#bytes = bytes;
    this.#messages = bytes.written;
    this.#name();
  }

  /** The server has answered all of it. */
  done(): void {
    recycle(this.#bytes);
  }

  /** Called by pg. A returned error means that nothing was sent. */
  submit(connection: Wire): Error | null {
    const { stream, parsedStatements: prepared } = connection;
    for (const { name, text } of this.#statements) {
      if (name !== "" && prepared[name] !== undefined && prepared[name] !== text) {
        return new Error(`Prepared statements must be unique: ${name} is another one already`);
      }
    }
    stream.cork();
    let written = 0;
    for (const { name, text, begin } of this.#statements) {
      if (name !== "" && prepared[name] !== undefined) continue;
      stream.write(this.#messages.subarray(written, begin));
      written = begin;
      // A transaction that is on its way may prepare it, or fail before it does: it is prepared here in both cases.
      if (name !== "") connection.close({ type: "S", name });
      connection.parse({ name, text });
    }
    stream.write(this.#messages.subarray(written));
    stream.uncork();
    return null;
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    super.handleCommandComplete(message, connection);
    this.#current++;
    this.#name();
  }

  override handleError(error: Error, connection: Wire): void {
    // It may be what could not be prepared anew.
    delete connection.parsedStatements[this.name];
    super.handleError(error, connection);
  }

  /** pg notes under these which statement the server has parsed. */
  #name(): void {
    const { name = "", text = "" } = this.#statements[this.#current] ?? {};
    this.name = name;
    this.text = text;
  }
}

/**
 * Runs statements in one transaction. Throws the first failure, after which nothing of it has happened, or
 * `ConnectionLost`: then it may have been committed all the same.
 */
export async function runTransaction(
  { client, beginning }: Connection,
  queries: readonly NamedQuery[],
  queryTimeoutMs?: number,
): Promise<readonly pg.QueryResult[]> {
  if (beginning === undefined) return send(client, queries, queryTimeoutMs);
  const unnamed = queries.map(({ text, values = [] }) => ({ text, values }));
  return (await send(client, [beginning, ...unnamed], queryTimeoutMs)).slice(1);
}

async function send(
  client: pg.Client,
  queries: readonly NamedQuery[],
  queryTimeoutMs: number | undefined,
): Promise<readonly pg.QueryResult[]> {
  const transaction = new Transaction(queries, queryTimeoutMs);
  try {
    return await new Promise<readonly pg.QueryResult[]>((resolve, reject) => {
      transaction.callback = (error, results = []) => {
        if (error) {
          reject(error);
          return;
        }
        transaction.done();
        resolve(Array.isArray(results) ? results : [results]);
      };
      client.query(transaction as unknown as pg.Submittable);
    });
  } catch (error) {
    throw classified(error);
  }
}

/** Runs one statement. Throws the database's error, or `ConnectionLost`. */
export async function run<Row extends object>(
  connection: Connection,
  query: NamedQuery,
  queryTimeoutMs?: number,
): Promise<readonly Row[]> {
  const [result] = await runTransaction(connection, [query], queryTimeoutMs);
  return (result?.rows ?? []) as readonly Row[];
}
