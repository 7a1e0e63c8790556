/** The rows of people: who they are, made at the first contact with those who are to be kept. */
import type { NamedQuery } from "../database/database.ts";
import type { Person, PersonKey } from "../person.ts";

/** How long a brief key is recognised. */
export const BRIEF = "10 minutes";

/** Stands for the id of a person without a row: identities begin with 1. */
export const NO_ROW = "0";

export function hasRow(person: Person | null): boolean {
  return person !== null && person.id !== NO_ROW;
}

export interface FoundPerson {
  readonly id: string | null;
  readonly lang: string | null;
  /** `false`: it was, longer ago than its key is recognised; `null`: never. */
  readonly repeated: boolean | null;
}

/** The person and whether the job was handled before, for each of many jobs. Key null: never handled. */
export function findPeople(
  people: readonly PersonKey[],
  jobs: readonly { readonly key: string | null; readonly brief: boolean }[],
): NamedQuery {
  return {
    name: "ledger_find_people",
    // A scalar subquery: planned while the table is small, a join may look up the person alone and read all that
    // they ever sent, and `exists` may read the whole table into a hash.
    text: `select person.id, person.lang,
             (select not job.brief or inbox.received_at >= now() - interval '${BRIEF}'
              from inbox where inbox.person_id = person.id and inbox.key = job.key) as repeated
           from unnest($1::text[], $2::text[], $3::uuid[], $4::boolean[]) with ordinality as job(address, kind, key, brief, n)
           left join person on person.address = job.address and person.kind = job.kind
           order by job.n`,
    values: [
      people.map(({ address }) => address),
      people.map(({ kind }) => kind),
      jobs.map(({ key }) => key),
      jobs.map(({ brief }) => brief),
    ],
  };
}

/** Adds people in one order everywhere: two processes that add the same ones then wait for each other only one way. */
export function addPeople(people: readonly PersonKey[]): NamedQuery {
  return {
    name: "ledger_add_people",
    text: `insert into person (address, kind)
           select distinct address, kind from unnest($1::text[], $2::text[]) as new(address, kind)
           order by address, kind on conflict do nothing`,
    values: [people.map(({ address }) => address), people.map(({ kind }) => kind)],
  };
}

/** Remembers languages. */
export function rememberLanguages(rows: readonly { person: string; lang: string }[]): NamedQuery {
  return {
    name: "ledger_remember_languages",
    text: `update person set lang = used.lang
           from unnest($1::bigint[], $2::text[]) as used(person_id, lang)
           where person.id = used.person_id`,
    values: [rows.map((row) => row.person), rows.map((row) => row.lang)],
  };
}
