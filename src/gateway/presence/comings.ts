/**
 * People from browsers come and go. Somebody looks (look.ts) for those of whom something may have to be told; a job of the
 * person's queue finds out what, tells the bot's conversations and the others who may see it, and notes what was told.
 */
import { columnsOf } from "../../ledger/columns.ts";
import { type AnyJob, type Decision, type JobHandler, type LoadedJob, ofPerson } from "../../ledger/job.ts";
import type { Queryable, Statement } from "../../ledger/statement.ts";
import { write } from "../../ledger/statement.ts";
import type { PresenceFollower } from "../../roster/roster.ts";
import type { Presence as Whereabouts } from "../../roster/roster-state.ts";
import type { Presence, Show } from "../mapping/index.ts";
import { tellStaff } from "../stream/index.ts";
import { DEAD, SOMEBODY_ALIVE } from "./attendance.ts";

export interface ComingsOptions {
  readonly domain: string;
  /** The bot's conversations. */
  readonly follower: PresenceFollower<unknown>;
  /** After the commit: the person is shown otherwise. */
  readonly onChange: (personId: string) => void;
}

/** A person of whom something may have to be told. */
export interface Suspect {
  readonly personId: string;
  readonly entity: string;
}

const GRACE = "20 seconds";

/** Whoever of the domain may be shown otherwise now. Instances that have died have no pages open any more. */
export function suspects(db: Queryable, domain: string): Promise<readonly Suspect[]> {
  return db.query<Suspect>({
    name: "gateway_suspects",
    text: `with dead as (
             update attendance set closed_at = clock_timestamp() from gateway_instance as its
             where its.id = instance and its.domain = $1 and closed_at is null and its.${DEAD} and ${SOMEBODY_ALIVE})
           select id::text as "personId", address as entity
           from (select person_id from browser_presence where domain = $1 and unseen
                 union
                 select person_id from attendance join gateway_instance as its on its.id = instance
                 where its.domain = $1 and closed_at <= clock_timestamp() - interval '${GRACE}') as suspect
           join person on id = person_id
           where ${SOMEBODY_ALIVE}`,
    values: [domain],
  });
}

interface State {
  readonly here: boolean;
  readonly shown: Shown | null;
  readonly away: boolean;
  readonly show: Show | null;
  readonly status: string | null;
  readonly present: boolean;
  /** Other staff are told, or were. */
  readonly staff: boolean;
  readonly followed: unknown;
}

interface Shown {
  readonly show?: Show;
  readonly status?: string;
}

interface Saved extends Pick<State, "here" | "away" | "show" | "status" | "staff"> {
  readonly personId: string;
  readonly shown: Shown;
}

const saved = columnsOf<Saved>({
  person_id: ["bigint", ({ personId }) => personId],
  here: ["boolean", ({ here }) => here],
  shown: ["jsonb", ({ shown }) => JSON.stringify(shown)],
  as_staff: ["boolean", ({ staff }) => staff],
  away: ["boolean", ({ away }) => away],
  show: ["text", ({ show }) => show],
  status: ["text", ({ status }) => status],
});

/** Fails where the person has come or gone meanwhile: then it is found out anew. */
export const savePresence: Statement<Saved> = {
  name: "gateway_save_presence",
  compares: true,
  text: `with new as (select * from ${saved.rows}),
              changed as (
                update browser_presence as old
                set here = new.here, shown = new.shown, as_staff = new.here and new.as_staff, changed_at = clock_timestamp(),
                    unseen = (old.away, old.show, old.status) is distinct from (new.away, new.show, new.status)
                from new where old.person_id = new.person_id and is_present(old.person_id) = new.here
                returning 1),
              -- Of pages that were closed long ago nothing is left to be told.
              gone as (
                delete from attendance using new
                where attendance.person_id = new.person_id and closed_at <= clock_timestamp() - interval '${GRACE}')
         select must_be_equal(count(*), cardinality($1), 'presence') from changed`,
  values: saved.values,
};

async function load(
  db: Queryable,
  jobs: readonly LoadedJob<unknown>[],
  follower: PresenceFollower<unknown>,
): Promise<readonly (State | undefined)[]> {
  const ids = jobs.map(({ person }) => person.id);
  const rows = await db.query<Omit<State, "followed"> & { readonly id: string | null }>({
    name: "gateway_read_presence",
    text: `select its.person_id::text as id, here, shown, away, show, status, is_present(its.person_id) as present,
             as_staff or (select true from staff_person as one where one.person_id = its.person_id) is true as staff
           from unnest($1::bigint[]) with ordinality as wanted(person_id, place)
           left join browser_presence as its using (person_id) order by place`,
    values: [ids],
  });
  const followed = await follower.load(db, ids);
  return rows.map((row, index) => (row.id === null ? undefined : { ...row, followed: followed[index] }));
}

/** Makes the job that finds out how a person is to be shown. It may be posted at any time. */
export function comings(options: ComingsOptions): (suspect: Suspect) => AnyJob {
  const { domain, follower, onChange } = options;
  const handler: JobHandler<Suspect, State | undefined> = {
    name: "browser-presence",
    // Whoever was forgotten meanwhile stays so.
    keepsStranger: () => false,
    load: (db, jobs) => load(db, jobs, follower),
    decide: (_, state, person, now) => {
      if (state === undefined) return {};
      const { present: here, away, show, status, staff } = state;
      const shown = shownAs(here, state);
      const news = here !== state.here || JSON.stringify(shown) !== JSON.stringify(state.shown ?? {});
      const presence: Presence = { entity: person.address, available: here, ...shown };
      const told =
        news && staff ? [tellStaff({ domain, personId: person.id, presence: JSON.stringify(presence) })] : [];
      const whereabouts: Whereabouts = here ? "in" : "out";
      const followed: Decision =
        here === state.here ? {} : follower.changed(person, whereabouts, state.followed, now);
      return {
        ...followed,
        writes: [
          ...(followed.writes ?? []),
          write(savePresence, { personId: person.id, here, shown, staff, away, show, status }),
          ...told,
        ],
        afterCommit: () => {
          followed.afterCommit?.();
          if (news) onChange(person.id);
        },
      };
    },
    // The next look finds the person again.
    failed: () => ({}),
  };
  return (suspect) => ({
    ...ofPerson({ kind: "browser", address: suspect.entity }),
    event: suspect,
    handler: handler as AnyJob["handler"],
  });
}

function shownAs(here: boolean, { show, status }: Pick<State, "show" | "status">): Shown {
  return { ...(here && show !== null && { show }), ...(status !== null && { status }) };
}

/** Whether people from browsers are there, by `person.id`. */
export async function whereabouts(
  db: Queryable,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, Whereabouts>> {
  const rows = await db.query<{ id: string; here: boolean }>({
    name: "gateway_whereabouts",
    text: `select id::text, coalesce(here, false) as here from unnest($1::bigint[]) as wanted(id)
           left join browser_presence on person_id = id`,
    values: [personIds],
  });
  return new Map(rows.map(({ id, here }) => [id, here ? "in" : "out"]));
}
