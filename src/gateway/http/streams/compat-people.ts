/** People as the client of 2014 knows them: everywhere an actor, and in each message all members of its thread. */
import type { Queryable } from "../../../ledger/statement.ts";
import { type Actor, type People, personOf } from "../../mapping/index.ts";
import { THREAD_MEMBERS } from "../../stream/index.ts";
import { Together } from "../../together.ts";

/** What is to be shown to a person. */
export interface Shown {
  readonly personId: string;
  /** Threads whose members are named, by UUID. */
  readonly threads?: readonly string[];
  /** Further people. */
  readonly entities?: readonly string[];
}

export type CompatPeople = (shown: Shown) => Promise<People>;

export interface CompatPeopleOptions {
  readonly db: Queryable;
  /** The bare JID of the bot, and `bot.name`. */
  readonly bot: { readonly entity: string; readonly name: string };
}

export function createCompatPeople({ db, bot }: CompatPeopleOptions): CompatPeople {
  const threadReads = new Together((asked: readonly Asked[]) => readMembers(db, asked));
  const knownReads = new Together((asked: readonly string[]) => readKnown(db, asked));
  return async ({ personId, threads = [], entities = [] }) => {
    const membersOf = async (thread: string) =>
      [thread, await threadReads.ask(`${personId} ${thread}`, { personId, thread })] as const;
    const members = new Map(await Promise.all([...new Set(threads)].map(membersOf)));
    const actorOf = async (entity: string) =>
      [entity, actor(entity, bot, await knownReads.ask(entity, entity))] as const;
    const all = new Set([...entities, ...[...members.values()].flat()]);
    const actors = new Map(await Promise.all([...all].map(actorOf)));
    const find = (entity: string): Actor => actors.get(entity) ?? actor(entity, bot, NOTHING_KNOWN);
    return { actor: find, members: (thread) => (members.get(thread) ?? []).map(find) };
  };
}

interface Asked {
  readonly personId: string;
  readonly thread: string;
}

async function readMembers(db: Queryable, asked: readonly Asked[]): Promise<readonly (readonly string[])[]> {
  const rows = await db.query<{ members: readonly string[] | null }>({
    name: "gateway_members_of_threads",
    text: `select case when thread.id is not null then ${THREAD_MEMBERS} end as members
           from unnest($1::bigint[], $2::uuid[]) with ordinality as asked(person_id, uuid, place)
           left join thread using (uuid) left join person as reader on reader.id = person_id
           order by place`,
    values: [asked.map(({ personId }) => personId), asked.map(({ thread }) => thread)],
  });
  return rows.map(({ members }) => members ?? []);
}

interface Known {
  /** It is the bot, in a room. */
  readonly bot: boolean;
  /** Of the latest login. */
  readonly name: string | null;
  readonly picture: string | null;
}

const NOTHING_KNOWN: Known = { bot: false, name: null, picture: null };

function readKnown(db: Queryable, entities: readonly string[]): Promise<readonly Known[]> {
  return db.query<Known>({
    name: "gateway_known_people",
    text: `select exists (select from room where jid = split_part(address, '/', 1)
                          and bot_nick = substr(address, strpos(address, '/') + 1)) as bot,
             name, picture
           from unnest($1::text[]) with ordinality as asked(address, place)
           left join person using (address)
           left join lateral (
             select name, picture from entity join token_family on entity_id = entity.id
             where entity.person_id = person.id order by began_at desc limit 1) as login on person.kind = 'browser'
           order by place`,
    values: [entities],
  });
}

/** As the person is shown as a sender. */
function actor(entity: string, bot: CompatPeopleOptions["bot"], known: Known): Actor {
  if (entity === bot.entity) return { id: entity, objectType: "bot", displayName: bot.name };
  const [address = "", nick] = entity.split(/\/(.*)/s);
  const own = nick ?? address.slice(0, Math.max(address.indexOf("@"), 0));
  if (known.bot) return { id: entity, objectType: "bot", displayName: own };
  return personOf(entity, known.name ?? own, known.picture ?? undefined);
}
