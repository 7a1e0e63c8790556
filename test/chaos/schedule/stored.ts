/** Reads the results of a run from the database and elsewhere, in the model's form. */
import { COMPARED, type History, type Stored, type Turn } from "./model/history.ts";
import type { World } from "./world/world.ts";

export async function historyOf(
  world: World,
  unsettled: readonly string[],
  complaints: readonly string[],
): Promise<History> {
  const { crowd, instances, left, serverAway, leaseSetBack, forgotten, load } = world;
  const { turns, conversations } = await world.administer(async (client) => ({
    turns: (
      await client.query<Turn>(
        `select conversation_id as conversation, heard_id as "heardId", left(heard, ${COMPARED}) as heard,
           left(said, ${COMPARED}) as said, said_id as "saidId", step
         from conversation_turn order by conversation_id, seq`,
      )
    ).rows,
    conversations: (
      await client.query<Stored>(
        `select id, split_part(person, '@', 1) as person, status, props ->> 'list' as list
         from conversations order by person, started_at, id`,
      )
    ).rows,
  }));
  const effects = await world.effects();
  return {
    sent: crowd.sent,
    heard: crowd.heard,
    turns,
    conversations,
    effects: effects.map((run) => ({ ...run, person: run.person.split("@")[0] ?? "" })),
    speeches: instances.flatMap(({ speeches }) => speeches),
    left,
    serverAway: [...serverAway, ...load.away],
    leaseSetBack,
    forgotten,
    unsettled,
    complaints: [...instances.flatMap((instance) => instance.complaints), ...complaints],
  };
}
