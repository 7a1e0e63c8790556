/**
 * A message that a browser sends, read from JSON or from form fields. Nothing of it is believed: a message is checked
 * whole, or refused with a line for each problem. No line repeats what was sent.
 */
import { z } from "zod";
import { parseJid } from "../../xmpp/jid.ts";
import { xmlSafe } from "../../xmpp/out/text.ts";
import {
  isMediaType,
  MOST_ATTACHMENTS,
  nameInUrl,
  readFileName,
  readFileUrl,
} from "./content/attachments.ts";
import { type Extensions, readExtensions } from "./content/extensions.ts";
import { cleanHtml, isCheapHtml, MOST_TAGS, textOfHtml } from "./content/html.ts";
import { canonicalLanguage } from "./content/language-tag.ts";
import { readUuid } from "./ids.ts";
import { type Attachment, message, TEXT_TYPES, type TextType } from "./objects.ts";

/** The content of a message, checked and cleaned. */
export interface Content {
  readonly subject?: string;
  /** Of type `html`: clean. */
  readonly text?: string;
  readonly type: TextType;
  /** Canonical (RFC 5646). */
  readonly language?: string;
  readonly attachments: readonly Attachment[];
  /** Id of the first version of one's own message that this one takes the place of (XEP-0308). */
  readonly replace?: string;
  readonly extensions: Extensions;
}

/** The thread that a message continues, or the people other than the sender whose thread it continues or begins. */
export type Destination = { readonly thread: string } | { readonly members: readonly string[] };

export interface NewMessage {
  /** In lower case. `undefined`: the sender gave none. */
  readonly id: string | undefined;
  readonly destination: Destination;
  readonly content: Content;
}

export type Read<T> =
  | { readonly value: T; readonly problems?: never }
  | { readonly problems: readonly string[]; readonly value?: never };

const MOST_MEMBERS = 50;
// The longest identifier of a thread that XMPP's side keeps (XEP-0201).
const LONGEST_THREAD = 255;
const MOST_PROBLEMS = 10;

const text = () => z.string({ error: "must be text" }).overwrite(xmlSafe);

/** A field may be left out, and `null` says the same. */
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

/** Gives what `read` makes of a text, and refuses one of which it makes nothing. */
const as = <T>(read: (text: string) => T | undefined, expected: string) =>
  text().transform((given, context): T => {
    const value = read(given);
    if (value !== undefined) return value;
    context.issues.push({ code: "custom", message: `must be ${expected}`, input: undefined });
    return z.NEVER;
  });

const thread = text().max(LONGEST_THREAD, { error: `must have at most ${LONGEST_THREAD} characters` });

const newAttachment = z
  .object(
    {
      url: as(readFileUrl, "an https address without a user name, of at most 2000 characters").meta({
        format: "uri",
      }),
      name: maybe(text().transform(readFileName)),
      mediaType: maybe(
        text()
          .refine(isMediaType, { error: "must be a media type, such as image/png" })
          .transform((type) => type.toLowerCase()),
      ),
      size: maybe(
        z
          .int({ error: "must be a whole number of bytes" })
          .min(0, { error: "must be a whole number of bytes" }),
      ),
    },
    { error: "must be an object" },
  )
  .meta({ id: "NewAttachment" });

/** The fields of `POST /send-message` that the server knows. Others may stand beside them. */
export const newMessage = z
  .object(
    {
      id: maybe(as(readUuid, "a UUID").meta({ format: "uuid" })),
      thread: maybe(thread),
      members: maybe(
        z
          .array(
            as((jid) => parseJid(jid)?.full, "an address"),
            { error: "must be a list of entities" },
          )
          .min(1, { error: "must name somebody" })
          .max(MOST_MEMBERS, { error: `must be at most ${MOST_MEMBERS}` }),
      ),
      subject: maybe(text()),
      text: maybe(text()),
      type: maybe(z.enum(TEXT_TYPES, { error: `must be one of ${TEXT_TYPES.join(", ")}` })),
      language: maybe(as(canonicalLanguage, "a language tag (RFC 5646), such as en-US")),
      attachments: maybe(
        z
          .array(newAttachment, { error: "must be a list" })
          .max(MOST_ATTACHMENTS, { error: `must be at most ${MOST_ATTACHMENTS}` }),
      ),
      replace: maybe(as(readUuid, "a UUID").meta({ format: "uuid" })),
    },
    { error: "the message must be a JSON object" },
  )
  .meta({ id: "NewMessage" });

// All that the server itself writes into messages, and `timestamp`, which is beside them. Who would fill these in
// could speak for the server: put buttons under a message, for instance.
const TAKEN: ReadonlySet<string> = new Set([
  ...Object.keys(newMessage.shape),
  ...Object.keys(message.shape),
  "timestamp",
]);

/** Reads the body of `POST /send-message`, as `JSON.parse` gives it. Never throws. */
export function readNewMessage(json: unknown): Read<NewMessage> {
  const known = newMessage.safeParse(json);
  const extensions = isObject(json) ? readExtensions(json, TAKEN) : {};
  const problems = known.success ? [] : linesOf(known.error);
  if (typeof extensions === "string") problems.push(extensions);
  if (!known.success || typeof extensions === "string") return { problems };

  const { id, thread, members, ...fields } = known.data;
  // Before it is cleaned.
  if (fields.type === "html" && !isCheapHtml(fields.text ?? "")) {
    return { problems: [...problems, `text: must have at most ${MOST_TAGS} tags`] };
  }
  const destination = thread ? { thread } : members && { members: [...new Set(members)] };
  if (destination === undefined) problems.push("thread: is missing, and so is members");
  const content = contentOf(fields, extensions);
  if (saysNothing(content)) problems.push("text: is missing or empty, and so are subject and attachments");
  if (destination === undefined || problems.length > 0) return { problems };
  return { value: { id, destination, content } };
}

/** The form of `POST /send-message`, for its description: `readNewMessage` checks it. */
export const messageForm = z.object({
  thread_id: z.string(),
  message: z.string(),
  type: z.enum(TEXT_TYPES).optional(),
});

const UUID = newMessage.shape.id;

/** As the client of 2014 says it, for the description: `withModernId` and `readMessageForm` read it. */
export const compatNewMessage = newMessage.omit({ id: true }).extend({ UUID });
export const compatMessageForm = messageForm.extend({ UUID });

/** Reads the form of `POST /send-message`: `thread_id`, `message`, `type`, in compat also `UUID`. Never throws. */
export function readMessageForm(form: URLSearchParams, { compat = false } = {}): Read<NewMessage> {
  const field = (name: string): string | undefined => form.get(name) ?? undefined;
  const read = readNewMessage({
    id: compat ? field("UUID") : undefined,
    thread: field("thread_id"),
    text: field("message"),
    type: field("type"),
  });
  if (read.problems === undefined) return read;
  return { problems: read.problems.map(inWordsOfForm) };
}

function inWordsOfForm(problem: string): string {
  if (problem.startsWith("thread: is missing")) return "thread_id: is missing";
  if (problem.startsWith("text: is missing")) return "message: is missing or empty";
  return problem.replace(/^thread:/, "thread_id:").replace(/^text:/, "message:");
}

type Fields = Omit<z.output<typeof newMessage>, "id" | "thread" | "members">;

function contentOf(fields: Fields, extensions: Extensions): Content {
  const { subject, text: given, type = "plain", language, attachments = [], replace } = fields;
  const text = type === "html" && given !== undefined ? cleanHtml(given) : given;
  return {
    ...(subject && { subject }),
    ...(text && { text }),
    type,
    ...(language && { language }),
    attachments: attachments.map(({ url, name, mediaType, size }) => ({
      url,
      name: name || nameInUrl(url),
      ...(mediaType !== undefined && { mediaType }),
      ...(size !== undefined && { size }),
    })),
    ...(replace !== undefined && { replace }),
    extensions,
  };
}

function saysNothing(content: Content): boolean {
  const { subject = "", attachments } = content;
  return plainText(content).trim() === "" && subject.trim() === "" && attachments.length === 0;
}

/** The text for people who cannot see the message's type: of `html` its plain text, of `rst` its source. */
export function plainText({ type, text = "" }: Pick<Content, "type" | "text">): string {
  return type === "html" ? textOfHtml(text) : text;
}

function isObject(json: unknown): json is object {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** One line for each problem, at most ten. */
export function linesOf(error: z.ZodError): string[] {
  return error.issues.slice(0, MOST_PROBLEMS).map(({ path, message }) => {
    const field = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
    return field === "" ? message : `${field.slice(1)}: ${message}`;
  });
}
