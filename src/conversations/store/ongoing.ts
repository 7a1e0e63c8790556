/** All ongoing conversations, a page at a time. */
import type { Queryable } from "../../ledger/statement.ts";
import { needsTaken } from "../engine/step/resume.ts";
import type { Registry } from "../responders/registry.ts";
import type { Interlocutor } from "../responders/types.ts";
import type { Conversation, TakenAnswer } from "../state.ts";
import { loadTaken } from "./load.ts";
import { CONVERSATION_COLUMNS, type ConversationRow, readConversation } from "./rows.ts";

export interface OngoingConversation {
  readonly conversation: Conversation;
  readonly person: Interlocutor;
  /** The answers taken, the latest first, if they are needed to resume it. */
  readonly taken: readonly TakenAnswer[];
}

const PAGE = 200;

/** Reads them in the order of their people's ids; each person has one at most. Throws what the database throws. */
export async function* ongoingConversations(
  db: Queryable,
  registry: Registry,
): AsyncGenerator<OngoingConversation> {
  let after = "0";
  for (;;) {
    const rows = await page(db, after);
    const read = rows.map(readConversation);
    const looking = read.filter((conversation) => needsTaken(registry, conversation));
    const taken = await loadTaken(
      db,
      looking.map(({ id }) => id),
    );
    for (const [index, conversation] of read.entries()) {
      const { address = "", lang = null } = rows[index] ?? {};
      yield { conversation, person: { address, lang }, taken: taken.get(conversation.id) ?? [] };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.person_id;
  }
}

type OngoingRow = ConversationRow & Interlocutor & { readonly person_id: string };

function page(db: Queryable, after: string): Promise<readonly OngoingRow[]> {
  return db.query<OngoingRow>({
    name: "conversation_ongoing_page",
    text: `select page.*, person.address, person.lang
           from (select person_id, ${CONVERSATION_COLUMNS} from conversation
                 where status = 'ongoing' and person_id > $1::bigint order by person_id limit ${PAGE}) as page
           join person on person.id = page.person_id
           order by page.person_id`,
    values: [after],
  });
}
