/**
 * The rosters in the database: one row for each person in the roster of an address.
 *
 * Knowledge of people's presence ends with the stream on which it was learnt. Each row carries a session, which is a random
 * id of that stream, and presence of any other session reads as unknown. The loss of a stream thus costs no writes.
 */
import { type ColumnTable, columnsOf, insertRows } from "../ledger/columns.ts";
import type { Queryable, Statement } from "../ledger/statement.ts";
import type { Asked, Presence, Resource, RosterItem } from "./roster-state.ts";

export interface ItemKey {
  readonly domain: string;
  /** Local part of our address. */
  readonly local: string;
  /** `person.id` */
  readonly personId: string;
}

interface ItemColumns {
  readonly sees_us: boolean | null;
  readonly asked: Asked | null;
  readonly resources: Readonly<Record<string, Resource>> | null;
}

/** Reads the items of `keys`, all of one domain, in their order. Presence from a session other than the key's is unknown. */
export async function readItems(
  db: Queryable,
  domain: string,
  keys: readonly { readonly local: string; readonly personId: string; readonly session: string }[],
): Promise<readonly (RosterItem | undefined)[]> {
  const rows = await db.query<ItemColumns>({
    name: "roster_read_items",
    text: `select item.sees_us, item.asked, case when item.session = wanted.session then item.resources end as resources
           from unnest($2::text[], $3::bigint[], $4::uuid[]) with ordinality as wanted(local, person_id, session, n)
           left join roster_item item
             on item.domain = $1 and item.local = wanted.local and item.person_id = wanted.person_id
           order by wanted.n`,
    values: [
      domain,
      keys.map((key) => key.local),
      keys.map((key) => key.personId),
      keys.map((key) => key.session),
    ],
  });
  return rows.map(itemOf);
}

function itemOf({ sees_us, asked, resources }: ItemColumns): RosterItem | undefined {
  if (sees_us === null || asked === null) return undefined;
  return {
    seesUs: sees_us,
    asked,
    resources: resources === null ? undefined : new Map(Object.entries(resources)),
  };
}

export interface SavedItem extends ItemKey {
  readonly item: RosterItem;
  readonly session: string;
}

const key = {
  domain: ["text", ({ domain }) => domain],
  local: ["text", ({ local }) => local],
  person_id: ["bigint", ({ personId }) => personId],
} as const satisfies ColumnTable<ItemKey>;

const saved = insertRows<SavedItem>("roster_item", {
  ...key,
  sees_us: ["boolean", ({ item }) => item.seesUs],
  asked: ["text", ({ item }) => item.asked],
  resources: ["jsonb", ({ item }) => resourcesJson(item.resources)],
  session: ["uuid", ({ session }) => session],
});

/** Writes an item, new or changed. */
export const saveItem: Statement<SavedItem> = {
  name: "roster_save_item",
  text: `${saved.text}
         on conflict (domain, local, person_id) do update
         set sees_us = excluded.sees_us, asked = excluded.asked, resources = excluded.resources, session = excluded.session`,
  values: saved.values,
};

function resourcesJson(resources: ReadonlyMap<string, Resource> | undefined): string | null {
  // Unlike assignment, fromEntries treats a resource named "__proto__" as an ordinary key.
  return resources === undefined ? null : JSON.stringify(Object.fromEntries(resources));
}

const gone = columnsOf<ItemKey>(key);

/** Forgets an item. */
export const removeItem: Statement<ItemKey> = {
  name: "roster_remove_item",
  text: `delete from roster_item item using ${gone.rows}
         where item.domain = new.domain and item.local = new.local and item.person_id = new.person_id`,
  values: gone.values,
};

/** Reads people's presence as learnt in `session`, by `person.id`. People who show no address their presence are unknown. */
export async function readPresence(
  db: Queryable,
  domain: string,
  session: string,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, Presence>> {
  const rows = await db.query<{ person_id: string; signed_in: boolean }>({
    name: "roster_read_presence",
    text: `select person_id, bool_or(resources <> '{}') as signed_in from roster_item
           where domain = $1 and session = $2 and person_id = any ($3::bigint[]) and resources is not null
           group by person_id`,
    values: [domain, session, personIds],
  });
  const found = new Map(rows.map((row) => [row.person_id, row.signed_in ? "in" : "out"] as const));
  return new Map(personIds.map((id) => [id, found.get(id) ?? "unknown"]));
}

/** One row of the whole roster, which is read page by page. */
export interface ListedItem {
  readonly local: string;
  readonly personId: string;
  /** Bare address of the person. */
  readonly address: string;
  readonly seesUs: boolean;
  readonly asked: Asked;
  /** We heard about the person in this session, even if only that their presence cannot be known. */
  readonly heard: boolean;
}

/** Reads at most `limit` items that follow `after` in the order of the key. */
export async function readPage(
  db: Queryable,
  domain: string,
  session: string,
  after: { readonly local: string; readonly personId: string } | undefined,
  limit: number,
): Promise<readonly ListedItem[]> {
  return db.query<ListedItem>({
    name: "roster_read_page",
    text: `select item.local, item.person_id as "personId", person.address, item.sees_us as "seesUs", item.asked,
                  item.session = $5 as heard
           from roster_item item join person on person.id = item.person_id
           where item.domain = $1 and (item.local, item.person_id) > ($2, $3::bigint)
           order by item.local, item.person_id limit $4`,
    values: [domain, after?.local ?? "", after?.personId ?? "0", limit, session],
  });
}
