/** What the built-in responders write. The functions are in migrations/0013_rooms_from_im.sql. */
import { columnsOf } from "../../ledger/columns.ts";
import type { Statement } from "../../ledger/statement.ts";

/** `about`: the conversation that handed over. `room`: that in which a client has lost their staff. */
export interface Joining {
  readonly chat: string;
  readonly domain: string;
  readonly person: string;
  readonly queue: string;
  readonly about: string | null;
  readonly note: string | null;
  readonly room: string | null;
}

const joining = columnsOf<Joining>({
  chat: ["uuid", ({ chat }) => chat],
  domain: ["text", ({ domain }) => domain],
  person: ["text", ({ person }) => person],
  queue: ["text", ({ queue }) => queue],
  about: ["uuid", ({ about }) => about],
  note: ["text", ({ note }) => note],
  room: ["bigint", ({ room }) => room],
});

export const joinLine: Statement<Joining> = {
  name: "rooms_join_line_by_chat",
  text: `select join_line_by_chat(chat, domain, person, queue, about, note, room) from ${joining.rows}`,
  values: joining.values,
};

export const leaveLine: Statement<string> = {
  name: "rooms_leave_line_by_chat",
  text: "select leave_line_by_chat($1::uuid[])",
  values: (chats) => [chats],
};

/** What a client was told of their ticket. `place`: 0 for being called. */
export interface ToldClient {
  readonly chat: string;
  readonly place: number;
  readonly calls: number;
}

const told = columnsOf<ToldClient>({
  chat: ["uuid", ({ chat }) => chat],
  place: ["int", ({ place }) => place],
  calls: ["int", ({ calls }) => calls],
});

export const tellClient: Statement<ToldClient> = {
  name: "rooms_tell_client",
  text: `update ticket set told_place = new.place, told_calls = new.calls, told_at = clock_timestamp()
         from ${told.rows} where ticket.chat = new.chat`,
  values: told.values,
};

export interface OnDuty {
  readonly chat: string;
  readonly domain: string;
  readonly person: string;
  readonly queues: readonly string[];
}

const onDuty = columnsOf<OnDuty>({
  chat: ["uuid", ({ chat }) => chat],
  domain: ["text", ({ domain }) => domain],
  person: ["text", ({ person }) => person],
  queues: ["jsonb", ({ queues }) => JSON.stringify(queues)],
});

/** An array for each row cannot be unnested, so queues travel as JSON. */
const queuesOf = "array(select jsonb_array_elements_text(queues))";

export const goOnDuty: Statement<OnDuty> = {
  name: "rooms_go_on_duty",
  text: `select go_on_duty(chat, domain, person, ${queuesOf}) from ${onDuty.rows}`,
  values: onDuty.values,
};

/** By the ids of the conversations. */
export const goOffDuty: Statement<string> = {
  name: "rooms_go_off_duty",
  text: `update duty set state = 'off', since = clock_timestamp(), chat = null, domain = null
         where chat = any ($1::uuid[]) and state <> 'off'`,
  values: (chats) => [chats],
};

export const tellStaff: Statement<string> = {
  name: "rooms_tell_staff",
  text: "update duty set told_at = clock_timestamp() where chat = any ($1::uuid[])",
  values: (chats) => [chats],
};

export interface Taking {
  readonly person: string;
  readonly queues: readonly string[];
}

const taking = columnsOf<Taking>({
  person: ["text", ({ person }) => person],
  queues: ["jsonb", ({ queues }) => JSON.stringify(queues)],
});

export const takeRoom: Statement<Taking> = {
  name: "rooms_take_room_by_desk",
  text: `select take_room_by_desk(person, ${queuesOf}) from ${taking.rows}`,
  values: taking.values,
};

export interface Closing {
  readonly person: string;
  readonly room: string;
}

const closing = columnsOf<Closing>({
  person: ["text", ({ person }) => person],
  room: ["bigint", ({ room }) => room],
});

export const closeRoom: Statement<Closing> = {
  name: "rooms_close_room_by_desk",
  text: `select close_room_by_desk(person, room) from ${closing.rows}`,
  values: closing.values,
};

/** In their order within a transaction: rooms are locked before tickets. */
export const STATEMENTS: readonly Statement<never>[] = [
  closeRoom,
  takeRoom,
  joinLine,
  leaveLine,
  tellClient,
  goOffDuty,
  goOnDuty,
  tellStaff,
];
