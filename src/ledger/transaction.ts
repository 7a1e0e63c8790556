/**
 * A transaction in one round trip: all statements, then one Sync. Statements before a Sync are one transaction
 * ("Extended Query" in PostgreSQL's manual, 54.2.3): after the first failure the server skips the rest and rolls
 * back, so nothing can be committed in part. `pg` sends a Sync with each query, which costs the server a flush to
 * the socket each time and needs BEGIN and COMMIT around; hence this kind of query, which it accepts as its own.
 */
import pg from "pg";
import { classified, type NamedQuery } from "./database.ts";
import { type Parameter, parameters } from "./parameters.ts";

interface Prepared {
  readonly name: string;
  readonly text: string;
  readonly values: readonly Parameter[];
}

/** What we use of `pg.Connection`, most of which its types leave out. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  /** Texts by name: statements that the server knows, and those that were sent to it. */
  readonly parsedStatements: { [name: string]: string };
  readonly submittedNamedStatements: { [name: string]: string };
  parse(query: { name: string; text: string }): void;
  bind(query: { statement: string; values: readonly Parameter[] }): void;
  describe(what: { type: "P"; name: string }): void;
  execute(what: { portal: string }): void;
  sync(): void;
}

/** What `pg.Query` is made of, as far as its types leave it out. */
interface Internals {
  name: string;
  text: string;
  callback: (error: Error | null, results?: pg.QueryResult | pg.QueryResult[]) => void;
  handleCommandComplete(message: unknown, connection: Wire): void;
  handleError(error: Error, connection: Wire): void;
}

const Query = pg.Query as unknown as new (config: { text: string }) => Internals;

class Transaction extends Query {
  readonly #statements: readonly Prepared[];
  #current = 0;

  constructor(statements: readonly Prepared[], callback: Internals["callback"]) {
    super({ text: "" });
    this.#statements = statements;
    this.callback = callback;
    this.#name();
  }

  /** Called by pg. A returned error means that nothing was sent. */
  submit(connection: Wire): Error | null {
    for (const { name, text } of this.#statements) {
      const known = connection.parsedStatements[name] ?? connection.submittedNamedStatements[name];
      if (name !== "" && known !== undefined && known !== text) {
        return new Error(`Prepared statements must be unique: ${name} is another one already`);
      }
    }
    connection.stream.cork();
    for (const { name, text, values } of this.#statements) {
      const { parsedStatements: parsed, submittedNamedStatements: sent } = connection;
      if (name === "" || (parsed[name] === undefined && sent[name] === undefined)) {
        connection.parse({ name, text });
        if (name !== "") sent[name] = text;
      }
      connection.bind({ statement: name, values });
      connection.describe({ type: "P", name: "" });
      connection.execute({ portal: "" });
    }
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    super.handleCommandComplete(message, connection);
    this.#current++;
    this.#name();
  }

  override handleError(error: Error, connection: Wire): void {
    // The server has not seen, or has not kept, what it had not come to.
    for (const { name } of this.#statements.slice(this.#current)) {
      delete connection.submittedNamedStatements[name];
    }
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
  client: pg.Client,
  queries: readonly NamedQuery[],
): Promise<readonly pg.QueryResult[]> {
  const statements = queries.map(({ name = "", text, values = [] }) => ({
    name,
    text,
    values: parameters(values),
  }));
  try {
    return await new Promise<readonly pg.QueryResult[]>((resolve, reject) => {
      const query = new Transaction(statements, (error, results = []) => {
        if (error) reject(error);
        else resolve(Array.isArray(results) ? results : [results]);
      });
      client.query(query as unknown as pg.Submittable);
    });
  } catch (error) {
    throw classified(error);
  }
}
