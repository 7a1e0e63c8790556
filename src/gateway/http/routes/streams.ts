/** The stream of events, and its poll twin. */
import { z } from "zod";
import { compatObjects, envelope } from "../../mapping/index.ts";
import { listenerOf } from "../credentials.ts";
import { passingProblem } from "../failures.ts";
import type { Answer, Call, Operation, Parts } from "../operation.ts";
import { closing, type HttpProblem } from "../problem.ts";
import { readQuery, wholeNumber } from "../reading.ts";
import { EventStream, refuseStream } from "../streams/event-stream.ts";
import { answerPoll } from "../streams/poll.ts";

const POLL_TIMEOUT_S = 25;
const LONGEST_POLL_S = 50;

const streamQuery = z.object({
  last_event_id: z
    .string()
    .optional()
    .meta({ description: "the position, where the header `Last-Event-ID` cannot be set" }),
});

const streamHeaders = z.object({
  "Last-Event-ID": z.string().optional().meta({
    description: "the position, as EventSource names it; it goes before `last_event_id`",
  }),
});

const pollQuery = z.object({
  since: z.string().optional().meta({ description: "the position; without it only the position is given" }),
  timeout: wholeNumber(0, LONGEST_POLL_S)
    .optional()
    .meta({ description: `how long to wait for news, in s; ${POLL_TIMEOUT_S} by default` }),
});

const polledEvent = z.object({ id: z.string().optional(), event: z.string(), data: envelope });

const pollAnswer = z
  .object({
    position: z.string(),
    recovered: z.boolean().meta({ description: "everything since the named position follows" }),
    limited: z.boolean().meta({ description: "older events must be read from the history" }),
    events: z.array(polledEvent),
  })
  .meta({ id: "Poll" });

const pollAnswerOf2014 = pollAnswer
  .extend({ events: z.array(polledEvent.extend({ data: compatObjects.event })) })
  .meta({ id: "CompatPoll" });

async function openStream(parts: Parts, call: Call): Promise<Answer> {
  const { streams } = parts;
  const { reply, request } = call;
  const refuse = (problem: HttpProblem): Answer => {
    reply.hijack();
    refuseStream(reply.raw, problem.document, streams.scheduler.random());
    return "taken";
  };
  const inside = acceptsStream(request.headers.accept);
  try {
    if (parts.closing()) throw closing();
    const { last_event_id: named } = readQuery(streamQuery, call);
    const who = await listenerOf(parts, call);
    const { personId, familyId, expires: expiresAt } = who;
    const { address, compat } = call;
    // It gave up while we looked: nothing would tell us of its end any more.
    if (reply.raw.destroyed) return "taken";
    const problem = parts.limits.opened(personId, address);
    if (problem !== undefined) throw problem;
    reply.hijack();
    const last = request.headers["last-event-id"];
    const stream = new EventStream(streams, reply.raw, { personId, familyId, address, compat, expiresAt });
    void stream.open(typeof last === "string" && last !== "" ? last : named, expiresAt);
    return "taken";
  } catch (error) {
    const passing = passingProblem(error);
    if (inside && passing !== undefined) return refuse(passing);
    throw error;
  }
}

/** Whether the client would be content with a stream (RFC 9110 §12.5.1). */
function acceptsStream(accept: string | undefined): boolean {
  return accept === undefined || /(^|[,\s])(text\/event-stream|text\/\*|\*\/\*)/i.test(accept);
}

async function poll(parts: Parts, call: Call): Promise<Answer> {
  const { since, timeout = POLL_TIMEOUT_S } = readQuery(pollQuery, call);
  const { personId, familyId, expires: expiresAt } = await listenerOf(parts, call);
  const problem = parts.limits.request(personId);
  if (problem !== undefined) throw problem;
  const { address, compat } = call;
  const listening = { personId, familyId, expiresAt, address, compat };
  const document = await answerPoll(parts.streams, {
    ...listening,
    since,
    timeoutMs: timeout * 1000,
    response: call.reply.raw,
  });
  return { status: 200, json: document };
}

const EVENTS =
  "`hello` with `position`, `recovered` and `limited` as in `Poll`, then events without a name; `token` before the token ends, " +
  "`problem` (a `Problem`) and `bye` (`retry`, in ms) before the stream does";

const streams = (["/stream", "/stream/:stream"] as const).map((path): Operation => {
  return {
    method: "GET",
    path,
    summary: "The person's stream of events (server-sent events), each an `Envelope`",
    access: path === "/stream" ? "bearer" : "path",
    query: streamQuery,
    headers: streamHeaders,
    answers: [{ status: 200, text: EVENTS, type: "text/event-stream" }],
    run: openStream,
  };
});

const polls = (["/poll", "/poll/:stream"] as const).map((path): Operation => {
  return {
    method: "GET",
    path,
    summary: "The same events as one document",
    access: path === "/poll" ? "bearer" : "path",
    query: pollQuery,
    answers: [
      { status: 200, text: "events after the position", schema: pollAnswer, compatSchema: pollAnswerOf2014 },
    ],
    run: poll,
  };
});

export const streamOperations: readonly Operation[] = [...streams, ...polls];
