/**
 * The objects that the gateway gives to browsers, as schemas: their types and their part of the OpenAPI description are
 * made from these.
 */
import { z } from "zod";

export const TEXT_TYPES = ["plain", "html", "rst"] as const;
export const SHOWS = ["away", "chat", "dnd", "xa"] as const;

const time = z.string().meta({ format: "date-time", description: "RFC 3339, in UTC" });
const entity = z.string().meta({
  description: "the bare JID of a person; room JID, slash, nickname of an occupant whose address is hidden",
});
const uuid = z.string().meta({ format: "uuid" });

/** A person, the bot or a room, in the words of Activity Streams 1.0. Extension properties may stand beside these. */
export const actor = z
  .looseObject({
    id: entity,
    objectType: z.enum(["person", "bot", "room"]),
    displayName: z.string(),
    url: z.string().optional(),
    image: z
      .object({ url: z.string(), width: z.number().optional(), height: z.number().optional() })
      .optional(),
  })
  .meta({ id: "Actor" });

export const attachment = z
  .object({
    url: z.string().meta({ format: "uri" }),
    name: z.string(),
    mediaType: z.string().optional(),
    size: z.number().optional().meta({ description: "in bytes" }),
  })
  .meta({ id: "Attachment" });

export const choice = z
  .object({
    value: z.string().meta({ description: "the text to send if it is chosen" }),
    label: z.string().meta({ description: "the text to show" }),
  })
  .meta({ id: "Choice" });

/** A message as it is delivered. Further fields that a browser sent stand beside these. */
export const message = z
  .looseObject({
    id: uuid,
    thread: z.string(),
    at: z.int().optional().meta({ description: "position within the thread" }),
    timestamp: time.optional().meta({ description: "when it was said: RFC 3339, in UTC" }),
    subject: z.string().optional(),
    text: z.string().optional(),
    type: z.enum(TEXT_TYPES),
    language: z.string().optional().meta({ description: "RFC 5646" }),
    attachments: z.array(attachment),
    replace: uuid.optional().meta({
      description: "the first version of a message of the same sender, which this one takes the place of",
    }),
    choices: z
      .array(choice)
      .optional()
      .meta({ description: "answers to offer as buttons; of the bot alone" }),
    sender: actor,
  })
  .meta({ id: "Message" });

export const presence = z
  .object({
    entity,
    available: z.boolean(),
    show: z.enum(SHOWS).optional(),
    status: z.string().optional(),
  })
  .meta({ id: "Presence" });

export const room = z
  .object({
    thread: z.string(),
    event: z.enum(["invited", "joined", "left", "dropped", "back", "moved", "subject", "closed"]),
    entity: entity.optional(),
    role: z.enum(["staff", "client", "bot"]).optional(),
    nick: z.string().optional(),
    seat: uuid.optional().meta({ description: "told only to the person who holds it" }),
    reason: z
      .string()
      .optional()
      .meta({ description: "for people; of the event `subject` the subject itself" }),
  })
  .meta({ id: "Room" });

export const line = z
  .object({
    queue: z.string(),
    ticket: uuid.optional().meta({ description: "told only to the person who holds it" }),
    place: z.int().optional(),
    estimate: z.number().optional().meta({ description: "in seconds" }),
    state: z.enum(["waiting", "called", "out", "closed"]),
  })
  .meta({ id: "Line" });

export const typing = z
  .object({ thread: z.string(), entity, state: z.enum(["composing", "paused"]) })
  .meta({ id: "Typing" });

export const receipt = z
  .object({
    id: uuid.meta({ description: "of the message" }),
    thread: z.string(),
    state: z.enum(["sent", "delivered", "read", "failed"]),
    reason: z.string().optional().meta({ description: "the condition of the error (RFC 6120 §8.3.3)" }),
  })
  .meta({ id: "Receipt" });

export const stanzaObject = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("message"), message }),
    z.object({ type: z.literal("presence"), presence: z.array(presence) }),
    z.object({ type: z.literal("room"), room }),
    z.object({ type: z.literal("line"), line }),
    z.object({ type: z.literal("typing"), typing }),
    z.object({ type: z.literal("receipt"), receipt }),
  ])
  .meta({ id: "Stanza" });

export const envelope = z
  .object({ timestamp: time, stanzas: z.array(stanzaObject) })
  .meta({ id: "Envelope", description: "an event of the stream" });

export type Actor = Readonly<z.infer<typeof actor>>;
export type Attachment = Readonly<z.infer<typeof attachment>>;
export type Choice = Readonly<z.infer<typeof choice>>;
export type Message = Readonly<z.infer<typeof message>>;
export type Presence = Readonly<z.infer<typeof presence>>;
export type Room = Readonly<z.infer<typeof room>>;
export type Line = Readonly<z.infer<typeof line>>;
export type Typing = Readonly<z.infer<typeof typing>>;
export type Receipt = Readonly<z.infer<typeof receipt>>;
export type StanzaObject = Readonly<z.infer<typeof stanzaObject>>;
export type Envelope = Readonly<z.infer<typeof envelope>>;

export type TextType = (typeof TEXT_TYPES)[number];
export type Show = (typeof SHOWS)[number];
