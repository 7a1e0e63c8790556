/** The identity of people from browsers on a real database, with logins that the test signs. */
import { SignJWT } from "jose";
import {
  createIdentity,
  type Identity,
  type IdentityOptions,
  type Issued,
  identitySweeps,
} from "../../../src/gateway/identity/index.ts";
import { Session } from "../../../src/ledger/database/session.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { type RecordedLog, recordedLog } from "../process/recorded-log.ts";

export const DOMAIN = "help.example.org";
export const SECRET = "the secret of the web application in these tests";
const HOUR = 3_600_000;

export interface IdentityUnderTest extends AsyncDisposable {
  readonly identity: Identity;
  readonly log: RecordedLog;
  /** Logs somebody in. */
  login(sub: string, claims?: Readonly<Record<string, unknown>>): Promise<Issued>;
  visit(): Promise<Issued & { readonly renewal: string }>;
}

export function identityOn(db: TestDatabase, options: Partial<IdentityOptions> = {}): IdentityUnderTest {
  const log = recordedLog();
  const session = new Session(
    { url: db.url, schema: db.schema, applicationName: "identity under test" },
    log.log,
  );
  const identity = createIdentity({
    db: session,
    reads: session,
    log: log.log,
    domain: DOMAIN,
    reserved: ["bot", "rooms"],
    logins: { secret: SECRET, clock: Date.now },
    visitors: true,
    lifetimes: { token: HOUR, renewal: 24 * HOUR },
    ...options,
  });
  return disposeWithTest({
    identity,
    log,
    login: async (sub, claims = {}) => certain(await identity.byLogin(await signLogin(sub, claims))),
    visit: async () => {
      const issued = certain(await identity.byVisit());
      return { ...issued, renewal: certain(issued.renewal ?? undefined) };
    },
    [Symbol.asyncDispose]: () => session.stop(),
  });
}

export function signLogin(sub: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return new SignJWT({ sub, exp: Math.floor(Date.now() / 1000) + 600, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(SECRET));
}

export function certain<T>(given: T | undefined): T {
  if (given === undefined) throw new Error("it was refused");
  return given;
}

/** As if all that there is had been made so much earlier. `span`: an interval of PostgreSQL. */
export async function age(db: TestDatabase, span: string): Promise<void> {
  for (const [table, columns] of Object.entries({
    person: ["created_at"],
    entity: ["over_at"],
    token_family: ["began_at", "ends_at", "renewed_at"],
    chat_token: ["expires_at"],
    renewal_secret: ["expires_at"],
  })) {
    const set = columns.map((column) => `${column} = ${column} - $1::interval`).join(", ");
    await db.query(`update ${table} set ${set}`, [span]);
  }
}

/** Deletes whatever is over. */
export async function sweep(db: TestDatabase): Promise<void> {
  const log = recordedLog();
  await using session = new Session({ url: db.url, schema: db.schema, applicationName: "sweep" }, log.log);
  for (const { page } of identitySweeps()) while (await page(session));
}
