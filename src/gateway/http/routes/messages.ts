/** Messages and what goes with them: typing, read markers, uploads. */
import { z } from "zod";
import {
  compatExpiring,
  compatMessageForm,
  compatNewMessage,
  compatObjects,
  compatSent,
  messageForm,
  newMessage,
  readMessageForm,
  readNewMessage,
  withModernId,
} from "../../mapping/index.ts";
import { askForSlot, isStaff, readUpTo, sendMessage, threadToTypeIn, typeIn } from "../../requests/index.ts";
import { bearerOf } from "../credentials.ts";
import type { Answer, Call, Operation, Parts } from "../operation.ts";
import { badRequest, HttpProblem, notFound, unavailable } from "../problem.ts";
import { readBody, text } from "../reading.ts";

const sent = z.object({ id: z.string().meta({ format: "uuid" }), thread: z.string() }).meta({ id: "Sent" });
const sentOf2014 = sent.extend({ UUID: sent.shape.id }).meta({ id: "CompatSent" });

async function send(parts: Parts, call: Call): Promise<Answer> {
  const who = await bearerOf(parts, call);
  const { body, compat } = call;
  // Before it is read: that takes most of the work.
  const problem = parts.limits.message(who.personId);
  if (problem !== undefined) throw problem;
  if (body.kind === "none") throw badRequest(["the body is missing"]);
  const { value, problems } =
    body.kind === "form"
      ? readMessageForm(body.form, { compat })
      : readNewMessage(compat ? withModernId(body.value) : body.value);
  if (problems !== undefined) throw badRequest(problems);
  const result = await sendMessage(parts.requests, who, value);
  switch (result.kind) {
    case "nobody":
      throw notFound();
    case "conflict":
      throw new HttpProblem(409, { detail: "another message was sent under this id" });
    case "sent": {
      const { id, thread } = result;
      return { status: 202, json: compat ? { ...compatSent({ id }), id, thread } : { id, thread } };
    }
  }
}

const typed = z.object(
  {
    thread: text(),
    state: z.enum(["composing", "paused"], { error: "must be composing or paused" }),
  },
  { error: "must be a JSON object" },
);

const readTo = z.object(
  { thread: text(), id: text().regex(UUID(), { error: "must be a UUID" }).meta({ format: "uuid" }) },
  { error: "must be a JSON object" },
);

function UUID(): RegExp {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
}

const LONGEST_NAME = 255;
const LARGEST_FILE = Number.MAX_SAFE_INTEGER;

const newFile = z.object(
  {
    name: text()
      .min(1, { error: "must not be empty" })
      .max(LONGEST_NAME, { error: `must have at most ${LONGEST_NAME} characters` })
      .regex(/^[^\p{Cc}\p{Cs}/\\]*$/u, { error: "must be the name of a file, without a folder" }),
    size: z
      .int({ error: "must be a whole number of bytes" })
      .min(1, { error: "must be a whole number of bytes" })
      .max(LARGEST_FILE),
    mediaType: text()
      .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i, {
        error: "must be a media type, such as image/png",
      })
      .nullish(),
  },
  { error: "must be a JSON object" },
);

const slot = z
  .object({
    put: z.object({
      url: z.string().meta({ format: "uri" }),
      headers: z.record(z.string(), z.string()),
    }),
    url: z.string().meta({ format: "uri", description: "where the file is afterwards" }),
    expires: z.string().meta({ format: "date-time" }),
  })
  .meta({ id: "Slot" });
const slotOf2014 = slot.extend({ expires: compatObjects.time }).meta({ id: "CompatSlot" });

// Servers keep a slot open for five minutes or longer.
const SLOT_OPEN_MS = 5 * 60_000;

async function upload(parts: Parts, call: Call): Promise<Answer> {
  const who = await bearerOf(parts, call);
  const { settings, requests } = parts;
  if (settings.upload === "off" || (settings.upload === "staff" && !isStaff(who))) throw new HttpProblem(403);
  const problem = parts.limits.message(who.personId);
  if (problem !== undefined) throw problem;
  const { name, size, mediaType } = readBody(newFile, call);
  const asked = requests.clock();
  const answer = await askForSlot(requests, who, { name, size, mediaType: mediaType ?? undefined });
  if (answer === undefined) throw unavailable("the XMPP server is away");
  if ("error" in answer) throw refusedSlot(answer.error);
  const expires = new Date(asked + SLOT_OPEN_MS).toISOString();
  const json = { put: answer.put, url: answer.url, expires };
  return { status: 200, json: call.compat ? compatExpiring(json) : json };
}

/** XEP-0363 §6 tells a file that is too large by `not-acceptable`, and too many of them by `resource-constraint`. */
function refusedSlot(condition: string): HttpProblem {
  switch (condition) {
    case "not-acceptable":
      return new HttpProblem(413, { detail: "the file is too large for the XMPP server" });
    case "resource-constraint":
      return new HttpProblem(429, { detail: "the XMPP server takes no more files now", retryAfter: 60 });
    case "remote-server-timeout":
    case "recipient-unavailable":
      return unavailable("the XMPP server is away");
    default:
      return new HttpProblem(403, { detail: "the XMPP server takes no files from this address" });
  }
}

export const messageOperations: readonly Operation[] = [
  {
    method: "POST",
    path: "/send-message",
    summary: "Sends a message: JSON, or form fields `thread_id`, `message`, `type`",
    access: "bearer",
    body: newMessage,
    form: messageForm,
    compatBody: compatNewMessage,
    compatForm: compatMessageForm,
    answers: [
      {
        status: 202,
        text: "it is kept; the same id again gives the same answer",
        schema: sent,
        compatSchema: sentOf2014,
      },
    ],
    run: send,
  },
  {
    method: "POST",
    path: "/typing",
    summary: "Shows that the person is typing; at most once a second, of a burst the last one in the end",
    access: "bearer",
    body: typed,
    answers: [{ status: 204, text: "shown to those who are there" }],
    async run(parts, call) {
      const who = await bearerOf(parts, call);
      const { thread, state } = readBody(typed, call);
      const to = await threadToTypeIn(parts.requests, who, thread);
      if (to === undefined) throw notFound();
      const key = `${who.personId} ${to.thread}`;
      await parts.typing.take(key, () => typeIn(parts.requests, who, to, state));
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: "/read",
    summary: "The person has read up to that message",
    access: "bearer",
    body: readTo,
    answers: [{ status: 204, text: "noted" }],
    async run(parts, call) {
      const who = await bearerOf(parts, call);
      const { thread, id } = readBody(readTo, call);
      if (!(await readUpTo(parts.requests, who, thread, id))) throw notFound();
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: "/upload",
    summary: "Gives a slot for a file (XEP-0363), to be put there by the browser",
    access: "bearer",
    body: newFile,
    answers: [{ status: 200, text: "where the file is to be put", schema: slot, compatSchema: slotOf2014 }],
    run: upload,
  },
];
