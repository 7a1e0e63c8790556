/**
 * The timers of effects, at all components that share the database. A conversation that waits for an effect of one
 * component may be ended, or asked about, at another.
 */
import type { Queryable, Statement } from "../../ledger/statement.ts";

import type { EffectRun, Stranded } from "../state.ts";

/** Clears the timers with these keys. Rows are locked in a fixed order, since two components may clear the same ones. */
export function clearEffects(kind: string): Statement<string> {
  return {
    name: "conversation_clear_effects",
    text: `delete from timer using (
             select timer.domain, timer.key from unnest($2::text[]) as old(key) cross join lease
             join timer on timer.domain = lease.domain and timer.kind = $1 and timer.key = old.key
             order by timer.key, timer.domain for update of timer) as gone
           where timer.domain = gone.domain and timer.kind = $1 and timer.key = gone.key`,
    values: (keys) => [kind, keys],
  };
}

// An instance that has lost its lease may still be busy with a try, which takes a minute at most.
const GONE_FOR = "1 minute";

/** Those of these effects that no component runs any more, by key. `domain`: ours. */
export async function loadStranded(
  db: Queryable,
  { domain, kind }: { readonly domain: string; readonly kind: string },
  keys: readonly string[],
): Promise<ReadonlyMap<string, Stranded>> {
  const rows = await db.query<{ key: string; runs: readonly EffectRun[] | null }>({
    name: "conversation_load_stranded",
    text: `select wanted.key, jsonb_agg(held.payload) filter (where held.payload is not null) as runs
           from unnest($3::text[]) as wanted(key) left join lateral (
             select payload, lease.domain <> $1 and expires_at < now() - interval '${GONE_FOR}' as gone
             from lease join timer on timer.domain = lease.domain and kind = $2 and timer.key = wanted.key
           ) as held on true
           group by wanted.key having bool_and(gone) is distinct from false`,
    values: [domain, kind, keys],
  });
  return new Map(rows.map(({ key, runs }) => [key, { run: runs?.[0] }]));
}
