/** Conversations beside rooms, whose rows the tests write: the pool itself does not run. */

import { createConversations, createRegistry } from "../../../src/conversations/index.ts";
import type { Responder } from "../../../src/conversations/responders/responder.ts";
import { builtInResponders, createFromIm, type FromIm } from "../../../src/rooms/responders/index.ts";
import { createRoster } from "../../../src/roster/roster.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { type Conversing, type ConversingOptions, startConversing } from "../under-test/conversing.ts";

export interface Line extends AsyncDisposable {
  readonly chat: Conversing;
  readonly fromIm: FromIm;
  /** Looks at the line. What follows is said when it resolves. */
  look(): Promise<void>;
}

export async function startLine(
  responders: readonly Responder[] = [],
  options: Omit<ConversingOptions, "responders"> = {},
): Promise<Line> {
  let fromIm: FromIm | undefined;
  const queues = new Map(["default", "legal"].map((name) => [name, { ready: 1, max: 5 }]));
  const chat = await startConversing({
    responders,
    ...options,
    rooms: { service: "conference.example.org", queues, ...options.rooms },
    features: (parts, registry) => {
      const roster = createRoster(parts);
      const builtIn = builtInResponders(parts.config.rooms, parts.host.domain, parts.texts(undefined));
      const all = createRegistry([...registry.values(), ...builtIn]);
      const conversations = createConversations(parts, { registry: all, roster });
      fromIm = createFromIm(parts, conversations);
      return [roster, conversations, fromIm];
    },
  });
  for (const name of (options.rooms?.queues ?? queues).keys()) {
    await chat.database.query("insert into queue values ($1) on conflict do nothing", [name]);
  }
  const made = (): FromIm => {
    if (fromIm === undefined) throw new Error("rooms are off");
    return fromIm;
  };
  return {
    chat,
    get fromIm() {
      return made();
    },
    async look() {
      await made().look();
      await chat.quiet();
      // What is committed is written to the stream a moment later.
      await chat.database.query("select");
    },
    [Symbol.asyncDispose]: () => chat[Symbol.asyncDispose](),
  };
}

type Asking = Pick<TestDatabase, "query">;

/** The client who was called comes in, as the pool would write it. */
export async function comeIn(db: Asking): Promise<void> {
  await db.query(
    `update seat set state = 'inside', awaited = false, nicks = array[nick], taken_by = jid, joined_at = clock_timestamp()
     where role = 'client' and state = 'coming'`,
  );
  await db.query("update room set status = 'chatting' where status = 'client_coming'");
}

/** The client who was called does not come in time, as the pool would write it. */
export async function missTheCall(db: Asking): Promise<void> {
  await db.query(
    "update seat set state = 'over', awaited = false where role = 'client' and state = 'coming'",
  );
  await db.query(
    `update ticket set state = case when calls = 0 then 'waiting' else 'over' end, head = true, calls = calls + 1, seat = null
     where state = 'called' and chat is not null`,
  );
}

/** The tickets of people who came by the responder `chat`, the first one first. */
export const tickets = (chat: Conversing) =>
  chat.database.query("select queue, state, head from ticket where chat is not null order by joined_at");

/** What has become of the conversations. */
export const states = async (chat: Conversing) =>
  (
    await chat.database.query<{ outcome: string }>(
      "select concat_ws(' ', responder, status, ended_why) as outcome from conversations order by started_at",
    )
  ).map(({ outcome }) => outcome);

/** Bodies that went to her, in order. */
export const said = (chat: Conversing): readonly (string | null)[] =>
  chat.sent.all
    .filter(({ name, attrs }) => name === "message" && attrs.to === "ann@example.org")
    .map((message) => message.getChildText("body"));
