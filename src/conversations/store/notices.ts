/** The rows of people's absence: notices that wait to be told, and the timers of people who signed out. */
import { columnsOf, insertRows } from "../../ledger/columns.ts";
import type { Queryable, Statement } from "../../ledger/statement.ts";
import type { Absence, Notice } from "../state.ts";

interface NoticeRow {
  readonly personId: string;
  readonly conversation: string;
  readonly at: number;
  readonly id: string;
  readonly text: string;
  readonly thread: string | null;
}

/** The absences of people, in the order of `personIds`. `kind`: that of the timers of people who signed out. */
export async function loadAbsences(
  db: Queryable,
  domain: string,
  kind: string,
  personIds: readonly string[],
): Promise<readonly Absence[]> {
  const [rows, timers] = await Promise.all([
    db.query<NoticeRow>({
      name: "conversation_load_notices",
      text: `select person_id as "personId", conversation_id as conversation, stanza_id as id, body as text, thread,
               (extract(epoch from at) * 1000)::float8 as at
             from conversation_notice where person_id = any ($1::bigint[]) order by conversation_notice.at`,
      values: [personIds],
    }),
    db.query<{ personId: string; since: number }>({
      name: "conversation_load_signouts",
      text: `select key as "personId", (payload ->> 'since')::float8 as since from timer
             where domain = $1 and kind = $2 and key = any ($3::text[])`,
      values: [domain, kind, personIds],
    }),
  ]);
  const sinces = new Map(timers.map(({ personId, since }) => [personId, since]));
  const notices = new Map<string, Notice[]>();
  for (const { personId, conversation, at, id, text, thread } of rows) {
    const notice = { conversation, at: Math.round(at), id, text, thread: thread ?? undefined };
    const known = notices.get(personId);
    if (known === undefined) notices.set(personId, [notice]);
    else known.push(notice);
  }
  return personIds.map((id) => ({ since: sinces.get(id), notices: notices.get(id) ?? [] }));
}

export interface PersonNotice {
  readonly personId: string;
  readonly notice: Notice;
}

export const insertNotice: Statement<PersonNotice> = {
  name: "conversation_insert_notice",
  ...insertRows("conversation_notice", {
    person_id: ["bigint", ({ personId }) => personId],
    conversation_id: ["uuid", ({ notice }) => notice.conversation],
    at: ["ms", ({ notice }) => notice.at],
    stanza_id: ["text", ({ notice }) => notice.id],
    body: ["text", ({ notice }) => notice.text],
    thread: ["text", ({ notice }) => notice.thread],
  }),
};

const told = columnsOf<PersonNotice>({
  person_id: ["bigint", ({ personId }) => personId],
  conversation_id: ["uuid", ({ notice }) => notice.conversation],
});

/** Removes a notice that is told. Fails if another component has told it meanwhile, so that it is told once. */
export const removeNotice: Statement<PersonNotice> = {
  name: "conversation_remove_notice",
  text: `with told as (
           delete from conversation_notice as notice
           using ${told.rows}
           where notice.person_id = new.person_id and notice.conversation_id = new.conversation_id
           returning 1)
         select must_be_equal(count(*), cardinality($1::bigint[]), 'notice') from told`,
  values: told.values,
};
