/** People who talk with the bots of several subdomains, each with one, in numbers, while something fails. */
import { setTimeout as delay } from "node:timers/promises";
import type { TestDatabase } from "../../support/database/postgres.ts";
import { type Accounts, type Person, person } from "../../support/people/people.ts";
import { Counting, numbers } from "../../support/process/counting.ts";
import { saidBy } from "../../support/rooms/help-desk.ts";

interface Talker {
  readonly name: string;
  readonly counting: Counting;
  session: Person;
  server: Accounts;
}

const PAUSE_MS = 100;
const AGAIN_MS = 1_000;

export class Crowd {
  readonly #talkers: Talker[];
  #quiet = false;
  #talking: Promise<unknown> = Promise.resolve();

  private constructor(talkers: Talker[]) {
    this.#talkers = talkers;
  }

  /** `servers`: where people sign in, in turn. `bots`: whom they talk with, in turn. All of them are accounts `p0`, `p1`, … */
  static async start(people: number, servers: readonly Accounts[], bots: readonly string[]): Promise<Crowd> {
    const talkers: Talker[] = [];
    for (let n = 0; n < people; n++) {
      const server = servers[n % servers.length] as Accounts;
      const name = `p${n}`;
      const session = await person(server, name);
      const counting = new Counting(bots[Math.floor(n / servers.length) % bots.length] as string);
      await counting.begin(session);
      talkers.push({ name, counting, session, server });
    }
    return new Crowd(talkers);
  }

  talk(): void {
    this.#talking = Promise.all(this.#talkers.map((one) => this.#talk(one)));
  }

  /** Whoever was signed in on a server that is gone signs in on another one. */
  moveTo(server: Accounts): void {
    for (const one of this.#talkers) one.server = server;
  }

  /** Nobody says anything new; resolves when all that was said has a receipt. */
  async settle(): Promise<void> {
    this.#quiet = true;
    await this.#talking;
    for (const one of this.#talkers) {
      while (isWaiting(one)) await this.#again(one);
    }
  }

  /** How much was said, and what is wrong with what is stored and was heard. */
  async result(database: Pick<TestDatabase, "query">): Promise<{ said: number; wrong: readonly string[] }> {
    const wrong: string[] = [];
    for (const { name, counting, session } of this.#talkers) {
      const count = counting.sent.length;
      const stored = (await saidBy(database, session.bare)).slice(1);
      if (stored.join() !== numbers(count).join()) wrong.push(`${name}: ${stored} is stored of ${count}`);
      const heard = counting.heard.filter((text) => text.startsWith("After"));
      const order = heard.map((text) => Number(/\d+/.exec(text)?.[0]));
      if (order.some((number, n) => n > 0 && number <= (order[n - 1] ?? 0)))
        wrong.push(`${name}: heard ${order}`);
    }
    return { said: this.#talkers.reduce((sum, { counting }) => sum + counting.sent.length, 0), wrong };
  }

  async #talk(one: Talker): Promise<void> {
    while (!this.#quiet) {
      await delay(PAUSE_MS);
      await one.counting.send(1).catch(() => this.#signIn(one));
      // As people do: the next one when the one before has arrived.
      while (!this.#quiet && isWaiting(one)) await this.#again(one);
    }
  }

  /** A client that has waited for long enough sends again, in a new session where the one before is gone. */
  async #again(one: Talker): Promise<void> {
    for (const until = Date.now() + AGAIN_MS; Date.now() < until; await delay(20))
      if (!isWaiting(one)) return;
    if (one.session.online) await one.counting.sendAgain().catch(() => {});
    else await this.#signIn(one);
  }

  /** The server may be gone at this moment. */
  async #signIn(one: Talker): Promise<void> {
    try {
      if (!one.session.online) one.session = await person(one.server, one.name);
      await one.counting.sendAgain(one.session);
    } catch {
      await delay(AGAIN_MS);
    }
  }
}

function isWaiting({ counting }: Talker): boolean {
  return counting.acknowledged.length < counting.sent.length;
}
