/** Rows that requests leave for the instance that has the stream. */
import { columnsOf } from "../../ledger/columns.ts";
import { type Queryable, type Statement, type Write, write } from "../../ledger/statement.ts";

/** Who is to get a message: other people's streams, the bot, or a room. */
export type Destined = "people" | "bot" | "room";

export interface Spoken {
  readonly domain: string;
  readonly personId: string;
  readonly id: string;
  /** `contentHash`. */
  readonly hash: Buffer;
  readonly thread: string;
  readonly destination: Destined;
  /** JSON of a `Content`; null where nobody has to read it any more. */
  readonly content: string | null;
}

const spoken = columnsOf<Spoken>({
  domain: ["text", ({ domain }) => domain],
  person_id: ["bigint", ({ personId }) => personId],
  id: ["uuid", ({ id }) => id],
  hash: ["text", ({ hash }) => hash.toString("hex")],
  thread: ["uuid", ({ thread }) => thread],
  destination: ["text", ({ destination }) => destination],
  content: ["text", ({ content }) => content],
});

// Where the same message is there already, the request is decided again, and finds it.
const addSpoken: Statement<Spoken> = {
  name: "gateway_add_spoken",
  text: `insert into spoken (${spoken.names}, state)
         select domain, person_id, id, decode(hash, 'hex'), thread, destination, content,
           case destination when 'people' then 'done' else 'waiting' end
         from ${spoken.rows}`,
  values: spoken.values,
};
export const spokenStatement: Statement<never> = addSpoken;

export function addToSpoken(row: Spoken): Write {
  return write(addSpoken, row);
}

export interface Known {
  readonly hash: Buffer;
  readonly thread: string;
}

/** The message that the person sent under this id within the last day. */
export async function findSpoken(db: Queryable, personId: string, id: string): Promise<Known | undefined> {
  const [row] = await db.query<Known>({
    name: "gateway_find_spoken",
    text: "select hash, thread from spoken where person_id = $1 and id = $2",
    values: [personId, id],
  });
  return row;
}

export type ErrandKind = "typing" | "read" | "upload";

export interface Errand {
  readonly id: string;
  readonly domain: string;
  readonly personId: string;
  readonly kind: ErrandKind;
  readonly asked: Readonly<Record<string, unknown>>;
}

const errand = columnsOf<Errand>({
  id: ["uuid", ({ id }) => id],
  domain: ["text", ({ domain }) => domain],
  person_id: ["bigint", ({ personId }) => personId],
  kind: ["text", ({ kind }) => kind],
  asked: ["jsonb", ({ asked }) => JSON.stringify(asked)],
});

const addErrand: Statement<Errand> = {
  name: "gateway_add_errand",
  text: `insert into errand (${errand.names}) select ${errand.names} from ${errand.rows}`,
  values: errand.values,
};
export const errandStatement: Statement<never> = addErrand;

export function addErrandRow(row: Errand): Write {
  return write(addErrand, row);
}
