/** The rows of `errand`: what browsers ask of the instance with the stream, at once or never. */
import type { Json, Queryable } from "../../ledger/statement.ts";

/** A sign for the other people in a room. */
export type Signal =
  | {
      readonly kind: "typing";
      readonly personId: string;
      readonly asked: { readonly thread: string; readonly state: "composing" | "paused" };
    }
  | {
      readonly kind: "read";
      readonly personId: string;
      readonly asked: { readonly thread: string; readonly id: string };
    };

export interface WantedUpload {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly mediaType?: string;
}

export interface UploadErrand {
  /** A UUID. */
  readonly id: string;
  /** The bare JID of the person who asks. */
  readonly entity: string;
  readonly asked: WantedUpload;
}

const MOST = 200;
// Whoever asked before that no longer waits.
const FRESH = "asked_at > clock_timestamp() - interval '15 seconds'";

/** Takes signals. Each is given once, and is gone then, whatever comes of it. */
export async function takeSignals(db: Queryable, domain: string): Promise<readonly Signal[]> {
  const rows = await db.query<Signal & { readonly fresh: boolean }>({
    name: "gateway_take_signals",
    text: `with taken as (
             delete from errand where ctid = any (array(
               select ctid from errand where domain = $1 and answer is null and kind in ('typing', 'read')
               order by asked_at limit ${MOST}))
             returning kind, person_id::text as "personId", asked, asked_at)
           select kind, "personId", asked, ${FRESH} as fresh from taken order by asked_at`,
    values: [domain],
  });
  return rows.filter(({ fresh }) => fresh);
}

/** Uploads that nobody has answered, beside those that are under way. */
export function openUploads(
  db: Queryable,
  domain: string,
  underWay: readonly string[],
): Promise<readonly UploadErrand[]> {
  return db.query<UploadErrand>({
    name: "gateway_open_uploads",
    text: `select errand.id, address as entity, asked from errand join person on person.id = person_id
           where domain = $1 and answer is null and errand.kind = 'upload' and ${FRESH} and errand.id <> all ($2::uuid[])
           order by asked_at limit ${MOST}`,
    values: [domain, underWay],
  });
}

/** The instance that asked reads the answer from the row. */
export async function answerUpload(db: Queryable, id: string, answer: Json): Promise<void> {
  await db.query({
    name: "gateway_answer_upload",
    text: `with answered as (update errand set answer = $2::jsonb where id = $1 returning id)
           select hint('answers', id::text) from answered`,
    values: [id, JSON.stringify(answer)],
  });
}
