/** Tokens in the database: each function is one statement, whose text is a function of the migrations where it writes. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Profile, Role } from "./claims.ts";
import { hashOf, type NewToken, newSalt, newSecret, newToken, nextSecret } from "./secrets.ts";

/** How long tokens and renewal secrets live, in ms. */
export interface Lifetimes {
  /** `http.token`. */
  readonly token: number;
  /** `http.renewal`. */
  readonly renewal: number;
}

export interface Issued extends NewToken {
  /** A bare JID. */
  readonly entity: string;
  readonly familyId: string;
  /** ms since the epoch, of the database's clock. */
  readonly expires: number;
  /** For visitors; `null`: this token gives none. */
  readonly renewal: string | null;
}

/** Somebody who showed a token that lives. */
export interface Bearer extends Profile {
  readonly entity: string;
  readonly personId: string;
  readonly familyId: string;
  readonly visitor: boolean;
  readonly expires: number;
  /** The token itself, or the stream secret, which opens streams alone. */
  readonly shown: "token" | "stream";
}

interface IssuedRow {
  readonly entity: string;
  readonly family_id: string;
  readonly expires: number;
}

const ISSUED = "entity, family_id, floor(extract(epoch from expires_at) * 1000)::float8 as expires";
const MS = "* interval '1 ms'";

function issued(row: IssuedRow, token: NewToken, renewal: string | null): Issued {
  return { ...token, entity: row.entity, familyId: row.family_id, expires: row.expires, renewal };
}

export interface Beginning {
  readonly domain: string;
  /** The entity of somebody who has none yet. */
  readonly entity: string;
  /** `null`: a new visitor. */
  readonly sub: string | null;
  readonly reserved: readonly string[];
  readonly profile: Profile;
}

/** A login, or the first request of a visitor: begins a family. */
export async function beginFamily(
  db: Queryable,
  { domain, entity, sub, reserved, profile }: Beginning,
  lifetimes: Lifetimes,
): Promise<Issued> {
  const token = newToken();
  const renewal = sub === null ? newSecret() : null;
  const [row] = await db.query<IssuedRow>({
    name: "gateway_begin_family",
    text: `select ${ISSUED} from begin_family($1, $2, $3, $4::text[], $5, $6::text[], $7, $8, $9, $10, $11::float8 ${MS}, $12, $13::float8 ${MS})`,
    values: [
      domain,
      entity,
      sub === null ? null : hashOf(sub),
      reserved,
      profile.role,
      profile.queues,
      profile.name,
      profile.picture,
      hashOf(token.token),
      hashOf(token.stream),
      lifetimes.token,
      renewal === null ? null : hashOf(renewal),
      lifetimes.renewal,
    ],
  });
  if (row === undefined) throw new Error("begin_family gave no row");
  return issued(row, token, renewal);
}

/** A token that lives gives another one, for 24 h after its family began. `undefined`: it does not, for any reason. */
export async function renewByToken(
  db: Queryable,
  { domain, token: old }: { readonly domain: string; readonly token: string },
  lifetimes: Lifetimes,
): Promise<Issued | undefined> {
  const token = newToken();
  const [row] = await db.query<IssuedRow>({
    name: "gateway_renew_by_token",
    text: `select ${ISSUED} from renew_by_token($1, $2, $3, $4, $5::float8 ${MS})`,
    values: [domain, hashOf(old), hashOf(token.token), hashOf(token.stream), lifetimes.token],
  });
  return row && issued(row, token, null);
}

/** A renewal secret gives a token and the next secret. "stolen": it was used long before, and its family is over. */
export async function renewBySecret(
  db: Queryable,
  { domain, secret: old }: { readonly domain: string; readonly secret: string },
  lifetimes: Lifetimes,
): Promise<Issued | "stolen" | undefined> {
  const token = newToken();
  const salt = newSalt();
  const [row] = await db.query<IssuedRow & { readonly salt: Buffer; readonly stolen: boolean }>({
    name: "gateway_renew_by_secret",
    text: `select ${ISSUED}, salt, stolen
           from renew_by_secret($1, $2, $3, $4, $5, $6, $7::float8 ${MS}, $8::float8 ${MS})`,
    values: [
      domain,
      hashOf(old),
      hashOf(nextSecret(old, salt)),
      salt,
      hashOf(token.token),
      hashOf(token.stream),
      lifetimes.token,
      lifetimes.renewal,
    ],
  });
  if (row === undefined) return undefined;
  return row.stolen ? "stolen" : issued(row, token, nextSecret(old, row.salt));
}

interface BearerRow {
  readonly place: number;
  readonly entity: string;
  readonly person_id: string;
  readonly family_id: string;
  readonly visitor: boolean;
  readonly expires: number;
  readonly by_stream: boolean;
  readonly role: Role;
  readonly queues: readonly string[] | null;
  readonly name: string | null;
  readonly picture: string | null;
}

/**
 * The bearers of tokens or of stream secrets, in their order. `undefined`: it is unknown, or expired, or revoked, and nothing
 * tells which: the same statement looks for the same hash in each case.
 */
export async function findBearers(
  db: Queryable,
  {
    domain,
    shown,
    reserved,
  }: { readonly domain: string; readonly shown: readonly string[]; readonly reserved: readonly string[] },
): Promise<readonly (Bearer | undefined)[]> {
  const rows = await db.query<BearerRow>({
    name: "gateway_find_bearers",
    // The limit makes the plan begin at the hashes. Otherwise it might read all tokens of the domain.
    // An address that the component has taken since then is nobody else's: the next login makes another entity.
    text: `select place::float8, address as entity, person_id::text, token_family.id::text as family_id,
             sub is null as visitor, floor(extract(epoch from expires_at) * 1000)::float8 as expires,
             stream = shown.hash as by_stream, role, queues, name, picture
           from (select decode(hex, 'hex') as hash, place
                 from unnest($2::text[]) with ordinality as asked(hex, place)) as shown
             cross join lateral (
               select * from chat_token where chat_token.hash = shown.hash or stream = shown.hash limit 1
             ) as chat_token
             join token_family on token_family.id = family_id
             join entity on entity.id = entity_id join person on person.id = person_id
           where expires_at > clock_timestamp() and domain = $1 and address <> all ($3::text[])`,
    values: [domain, shown.map((secret) => hashOf(secret).toString("hex")), reserved],
  });
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return shown.map((_, index) => bearerOf(byPlace.get(index + 1)));
}

function bearerOf(row: BearerRow | undefined): Bearer | undefined {
  if (row === undefined) return undefined;
  const { entity, visitor, expires, role, queues, name, picture } = row;
  return {
    entity,
    personId: row.person_id,
    familyId: row.family_id,
    visitor,
    expires,
    shown: row.by_stream ? "stream" : "token",
    role,
    queues,
    name,
    picture,
  };
}

/** Ends the family of a token that lives. `false`: there is none. Each instance gets the hint `tokens`. */
export async function revokeFamily(
  db: Queryable,
  { domain, token }: { readonly domain: string; readonly token: string },
): Promise<boolean> {
  const [row] = await db.query<{ revoked: boolean }>({
    name: "gateway_revoke_family",
    text: `select end_families(domain, array[family_id]) > 0 as revoked
           from chat_token join token_family on token_family.id = family_id join entity on entity.id = entity_id
           where hash = $2 and expires_at > clock_timestamp() and domain = $1`,
    values: [domain, hashOf(token)],
  });
  return row?.revoked ?? false;
}

/** Those of the families that are over: their streams end. To be asked at the hint `tokens`, or every second without it. */
export async function overFamilies(db: Queryable, families: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>({
    name: "gateway_over_families",
    text: `select id::text from unnest($1::bigint[]) as shown(id)
           where not exists (select from token_family where token_family.id = shown.id)`,
    values: [families],
  });
  return new Set(rows.map(({ id }) => id));
}
