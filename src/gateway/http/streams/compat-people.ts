/** People as the client of 2014 knows them: everywhere an actor, and in each message all members of its thread. */
import type { Queryable } from "../../../ledger/statement.ts";
import type { Actor, People } from "../../mapping/index.ts";
import { Together } from "../../together.ts";

/** Reads the members of threads, by UUID. */
export type CompatPeople = (threads: readonly string[]) => Promise<People>;

export function createCompatPeople(db: Queryable): CompatPeople {
  const reads = new Together((threads: readonly string[]) => readMembers(db, threads));
  return async (threads) => {
    const read = async (thread: string) => [thread, await reads.ask(thread, thread)] as const;
    const members = new Map(await Promise.all([...new Set(threads)].map(read)));
    return { actor, members: (thread) => (members.get(thread) ?? []).map(actor) };
  };
}

async function readMembers(
  db: Queryable,
  threads: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const rows = await db.query<{ uuid: string; members: readonly string[] }>({
    name: "gateway_members_of_threads",
    text: "select uuid, members from thread where uuid = any ($1::uuid[])",
    values: [threads],
  });
  const members = new Map(rows.map((row) => [row.uuid, row.members]));
  return threads.map((thread) => members.get(thread) ?? []);
}

/** Those whose members are known already. */
export function compatMembers(members: readonly string[]): People {
  return { actor, members: () => members.map(actor) };
}

function actor(entity: string): Actor {
  const [local = entity, nick] = entity.split(/[@/]/).filter((_, place) => place !== 1);
  return { id: entity, objectType: "person", displayName: nick ?? local };
}
