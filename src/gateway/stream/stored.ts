/** JSON of stored messages and events. Texts are put together rather than parsed: a body is read as it was written. */

/** A row of `chat_message`, as one person reads it. */
export interface StoredMessage {
  readonly id: string;
  readonly thread: string;
  /** Its position within the thread. */
  readonly at: number;
  /** The entity, as this person sees it. */
  readonly sender: string;
  /** When it was said, in ms since the epoch. */
  readonly said_at: number;
  /** A JSON object. */
  readonly body: string;
  /** A JSON object: the sender, without the id. */
  readonly profile: string;
}

/** An event of a person's stream. */
export interface StreamEvent {
  readonly seq: number;
  /** The envelope, in JSON. */
  readonly data: string;
  /** For clients that know one stanza per event: those before the last one. */
  readonly before?: readonly string[];
}

/** The columns of a `StoredMessage`, of `chat_message as message` and `thread`; `reader.id` is a row of `person`. */
export const MESSAGE_COLUMNS = `message.id, thread.uuid as thread, message.at,
  case when message.sender_id = reader.id then (select address from person where id = reader.id)
    else message.sender end as sender,
  extract(epoch from message.said_at)::float8 * 1000 as said_at, message.body, message.profile`;

/**
 * The members of `thread`, as `reader` knows them: of a room the bot and those who sit in it by their nicknames, and the
 * reader by their entity.
 */
export const THREAD_MEMBERS = `case when thread.room_id is null then thread.members else array(
    select reader.address
    union all
    select room.jid || '/' || bot_nick from room where room.id = thread.room_id
    union all
    select room.jid || '/' || coalesce(seat.nicks[cardinality(seat.nicks)], seat.nick)
    from room join seat on seat.room_id = room.id
    where room.id = thread.room_id and seat.state in ('inside', 'missing') and not released
      and not exists (select from occupancy where occupancy.seat = seat.id and occupancy.person_id = reader.id)) end`;

export const MESSAGE_BYTES = "octet_length(message.body) + octet_length(message.profile) + 400";

/** The message object. What the server says stands last: of two fields with one name, the last one counts. */
export function messageJson({ id, thread, at, sender, said_at, body, profile }: StoredMessage): string {
  const whose = extended(profile, `"id":${JSON.stringify(sender)}`);
  const timestamp = new Date(said_at).toISOString();
  return extended(
    body,
    `"id":"${id}","thread":"${thread}","at":${at},"timestamp":"${timestamp}","sender":${whose}`,
  );
}

// Events of many people come from the same moment.
let latest = { ms: 0, text: new Date(0).toISOString() };

/** The envelope of an event. `stanzas`: a JSON array; `at` in ms since the epoch. */
export function envelope(at: number, stanzas: string): string {
  const ms = Math.trunc(at);
  if (ms !== latest.ms) latest = { ms, text: new Date(ms).toISOString() };
  return `{"timestamp":"${latest.text}","stanzas":${stanzas}}`;
}

// A message goes to many people in one moment, nearly all of whom see it alike.
let composed: { readonly message: StoredMessage; readonly stanzas: string } | undefined;

/** The stanzas of a message's event. */
export function messageStanzas(message: StoredMessage): string {
  if (composed === undefined || !alike(composed.message, message)) {
    composed = { message, stanzas: `[{"type":"message","message":${messageJson(message)}}]` };
  }
  return composed.stanzas;
}

function alike(one: StoredMessage, other: StoredMessage): boolean {
  return (
    one.id === other.id &&
    one.sender === other.sender &&
    one.thread === other.thread &&
    one.at === other.at &&
    one.said_at === other.said_at &&
    one.body === other.body &&
    one.profile === other.profile
  );
}

/** The text of an object with further fields. */
function extended(object: string, fields: string): string {
  const open = object.slice(0, object.lastIndexOf("}")).trimEnd();
  return `${open}${open.trimStart() === "{" ? "" : ","}${fields}}`;
}
