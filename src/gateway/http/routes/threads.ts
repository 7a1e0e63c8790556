/** Threads and their history. */
import { z } from "zod";
import { parseJid } from "../../../xmpp/jid.ts";
import {
  actor,
  compatMessage,
  compatObjects,
  compatSession,
  type Message,
  message,
} from "../../mapping/index.ts";
import { deleteHistory, readableThread, startSession } from "../../requests/index.ts";
import { readHistory, readThreads } from "../../stream/index.ts";
import { bearerOf } from "../credentials.ts";
import type { Answer, Call, Operation, Parts } from "../operation.ts";
import { badRequest, notFound } from "../problem.ts";
import { readBody, readQuery, text, wholeNumber } from "../reading.ts";

const newSession = z.object(
  {
    entity: text().meta({
      description: "the bot, for staff other staff, or an occupant of a room in which one sits",
    }),
  },
  { error: "must be a JSON object" },
);

const compatNewSession = z.object(
  { user: text().optional(), entity: text().optional().meta({ description: "in place of `user`" }) },
  { error: "must be a JSON object" },
);

/** The name of the person, as the request gives it. */
function named(call: Call): string {
  if (!call.compat) return readBody(newSession, call).entity;
  const { user, entity = user } = readBody(compatNewSession, call);
  if (entity === undefined) throw badRequest(["user: is missing"]);
  return entity;
}

const session = z.object({ thread_id: z.string(), members: z.array(z.string()) }).meta({ id: "Session" });
const sessionOf2014 = session.extend({ members: z.array(actor) }).meta({ id: "CompatSession" });

async function start(parts: Parts, call: Call): Promise<Answer> {
  const who = await bearerOf(parts, call);
  const { compat } = call;
  const entity = parseJid(named(call))?.full;
  const found = entity === undefined ? undefined : await startSession(parts.requests, who, entity);
  if (found === undefined) throw notFound();
  const { thread, members } = found;
  if (compat) {
    const people = await parts.streams.compatPeople({ personId: who.personId, entities: members });
    return { status: 200, json: compatSession(thread, members, people) };
  }
  return { status: 200, json: { thread_id: thread, members } };
}

const MEMBERS = "of a room oneself, the bot, and those who sit in it";

const summary = z.object({
  thread: z.string(),
  members: z.array(z.string()).meta({ description: `entities: ${MEMBERS}` }),
  room: z.boolean(),
  inside: z.boolean().meta({ description: "whether the person is in it now, and not only may read it" }),
  last: message.optional(),
  unread: z.int(),
});
const threadList = z.object({ threads: z.array(summary) }).meta({ id: "Threads" });

const summaryOf2014 = summary.extend({
  members: z.array(actor).meta({ description: MEMBERS }),
  last: compatObjects.message.optional(),
});
const threadListOf2014 = z.object({ threads: z.array(summaryOf2014) }).meta({ id: "CompatThreads" });

const historyQuery = z.object({
  thread: text(),
  before: wholeNumber(0, 2_147_483_647)
    .optional()
    .meta({ description: "an `at`; the messages before it are given, without it the newest ones" }),
  limit: wholeNumber(1, 2_147_483_647).optional().meta({ description: "at most 100, as without it" }),
});

const historyPage = z
  .object({ messages: z.array(message), more: z.boolean() })
  .meta({ id: "History", description: "newest first" });
const historyPageOf2014 = historyPage
  .extend({ messages: z.array(compatObjects.message) })
  .meta({ id: "CompatHistory", description: "newest first" });

async function history(parts: Parts, call: Call): Promise<Answer> {
  const { personId, ...who } = await bearerOf(parts, call);
  const { thread: named, before, limit } = readQuery(historyQuery, call);
  const thread = await readableThread(parts.requests, { personId, ...who }, named);
  const page =
    thread === undefined
      ? undefined
      : await readHistory(parts.requests.db, {
          personId,
          thread,
          ...(before !== undefined && { before }),
          ...(limit !== undefined && { limit }),
        });
  if (page === undefined || thread === undefined) throw notFound();
  if (call.compat) {
    const people = await parts.streams.compatPeople({ personId, threads: [thread] });
    const messages = page.messages.map((text) => compatMessage(JSON.parse(text) as Message, people));
    return { status: 200, json: { messages, more: page.more } };
  }
  return { status: 200, json: `{"messages":[${page.messages.join(",")}],"more":${page.more}}` };
}

async function threads(parts: Parts, call: Call): Promise<Answer> {
  const { personId } = await bearerOf(parts, call);
  const all = await readThreads(parts.requests.db, personId);
  if (call.compat) {
    const people = await parts.streams.compatPeople({ personId, threads: all.map(({ thread }) => thread) });
    const summaries = all.map(({ thread, roomId, inside, last, unread }) => ({
      thread,
      members: people.members(thread),
      room: roomId !== null,
      inside,
      unread,
      ...(last !== undefined && { last: compatMessage(JSON.parse(last) as Message, people) }),
    }));
    return { status: 200, json: { threads: summaries } };
  }
  // The last messages are texts of JSON already.
  const listed = all.map(({ thread, members, roomId, inside, last, unread }) => {
    const summary = JSON.stringify({ thread, members, room: roomId !== null, inside, unread });
    return last === undefined ? summary : `${summary.slice(0, -1)},"last":${last}}`;
  });
  return { status: 200, json: `{"threads":[${listed.join(",")}]}` };
}

const ofThread = z.object({ thread: text() });

export const threadOperations: readonly Operation[] = [
  {
    method: "POST",
    path: "/start-session",
    summary: "Gives the thread with the bot, or with a person one may talk to: with an occupant, the room's",
    access: "bearer",
    body: newSession,
    compatBody: compatNewSession,
    answers: [{ status: 200, text: "the thread", schema: session, compatSchema: sessionOf2014 }],
    run: start,
  },
  {
    method: "GET",
    path: "/threads",
    summary: "The threads one is in, the most recent first",
    access: "bearer",
    answers: [{ status: 200, text: "the threads", schema: threadList, compatSchema: threadListOf2014 }],
    run: threads,
  },
  {
    method: "GET",
    path: "/history",
    summary: "Older messages of a thread one is in",
    access: "bearer",
    query: historyQuery,
    answers: [
      { status: 200, text: "a page of messages", schema: historyPage, compatSchema: historyPageOf2014 },
    ],
    run: history,
  },
  {
    method: "DELETE",
    path: "/history",
    summary: "Deletes one's copy of a thread",
    access: "bearer",
    query: ofThread,
    answers: [{ status: 204, text: "deleted" }],
    async run(parts, call) {
      const who = await bearerOf(parts, call);
      if (!(await deleteHistory(parts.requests, who, readQuery(ofThread, call).thread))) throw notFound();
      return { status: 204 };
    },
  },
];
