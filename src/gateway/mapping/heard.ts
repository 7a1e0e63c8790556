/** A message stanza of a room or of the bot, read as what browsers are told. */
import { lookUp } from "../../texts/language.ts";
import { readError } from "../../xmpp/iq.ts";
import type { Stanza } from "../../xmpp/stanza.ts";
import { readReplaced } from "../../xmpp/xep/message/correction.ts";
import { readDelay } from "../../xmpp/xep/message/delay.ts";
import { readFileSharing, type SharedFile } from "../../xmpp/xep/message/file-sharing.ts";
import { readOutOfBand } from "../../xmpp/xep/message/oob.ts";
import { readQuickResponses } from "../../xmpp/xep/message/quick-responses.ts";
import { readDisplayed } from "../../xmpp/xep/message/signs/chat-markers.ts";
import { readChatState } from "../../xmpp/xep/message/signs/chat-states.ts";
import { readReceipt } from "../../xmpp/xep/message/signs/receipts.ts";
import { readOriginId, readStanzaId } from "../../xmpp/xep/message/stanza-ids.ts";
import { attachmentOf, MOST_ATTACHMENTS } from "./content/attachments.ts";
import { canonicalLanguage } from "./content/language-tag.ts";
import { actorOf, entityOf } from "./entity.ts";
import { readUuid, uuidOf } from "./ids.ts";
import { withoutAddresses } from "./message-stanza.ts";
import type { Attachment, Message, Receipt, Room, Typing } from "./objects.ts";

export interface Listening {
  /** Bare address of the room; `undefined` for messages of the bot's to a person. */
  readonly room: string | undefined;
  /** The entity of the bot: in a room its occupant address. */
  readonly bot: string;
  /** The thread that the messages belong to; in a room always the room's own, whatever their `<thread/>` says. */
  readonly thread: string;
  /** The language to take where a message says the same in several (RFC 5646); else the original is taken. */
  readonly language?: string | undefined;
  newId(): string;
}

export type Heard =
  | {
      readonly kind: "message";
      /** Without `at`, which the thread gives. */
      readonly message: Message;
      /** The full address that it came from: one's own message is known by this and its id. */
      readonly from: string;
      /** When it was sent, in ms since the epoch, if the room (or the bot) held it back. */
      readonly delayedSince: number | undefined;
      /** The id that the room gave it; markers of others name this one. */
      readonly stanzaId: string | undefined;
    }
  | { readonly kind: "room"; readonly room: Room }
  | { readonly kind: "typing"; readonly typing: Typing }
  /** `of`: as written, the message's id or the id that the room gave it. */
  | { readonly kind: "receipt"; readonly of: string; readonly receipt: Omit<Receipt, "id"> };

/** Reads a message stanza; `undefined` if it tells people nothing. Never throws. */
export function hear(stanza: Stanza, listening: Listening): Heard | undefined {
  const { type, element, id, from } = stanza;
  const { thread, room } = listening;
  if (type === "error") {
    if (id === undefined) return undefined;
    const reason = readError(element).condition;
    return { kind: "receipt", of: id, receipt: { thread, state: "failed", reason } };
  }
  // Between two occupants alone it is none of the room's, and would be shown to everybody.
  if (room !== undefined && type !== "groupchat") return undefined;
  const said = readSaid(stanza, listening.language);
  const files = readFiles(stanza);
  const subject = element.getChildText("subject") ?? undefined;
  if (said === undefined && files.length === 0) {
    if (subject !== undefined && type === "groupchat") {
      // XEP-0045 §8.1: with a thread it would be a message, of which nothing can be shown.
      if (element.getChild("thread") !== undefined) return undefined;
      const entity = from.resource === "" ? {} : { entity: entityOf(from, room) };
      return { kind: "room", room: { thread, event: "subject", ...entity, reason: subject } };
    }
    return hearSignal(stanza, listening);
  }
  const body = said?.body ?? "";
  const text = withoutAddresses(body, files);
  const choices = entityOf(from, room) === listening.bot ? readQuickResponses(element) : [];
  const { authority, sender } = whose(stanza, listening);
  // Of an id of another kind it is not known which UUID the first version got.
  const replace = readUuid(readReplaced(element));
  const message: Message = {
    id: idOf(stanza, body, listening),
    thread,
    ...(subject && { subject }),
    ...(text && { text }),
    type: "plain",
    ...(said?.language && { language: said.language }),
    attachments: [...files],
    ...(replace !== undefined && { replace }),
    ...(choices.length > 0 && { choices: choices.map(({ value, label }) => ({ value, label })) }),
    sender,
  };
  return {
    kind: "message",
    message,
    from: from.full,
    delayedSince: readDelay(element, authority),
    stanzaId: readStanzaId(element, authority),
  };
}

/** `authority`: whose delays and ids count. Anybody can write into a message that somebody else has delayed it. */
function whose({ from }: Stanza, { room, bot }: Listening) {
  return { authority: room ?? from.bare, sender: actorOf(from, room, bot) };
}

/** A message that is a sign and no text: it is typed, was received, was read. */
function hearSignal({ element, from }: Stanza, { thread, room }: Listening): Heard | undefined {
  const displayed = readDisplayed(element);
  if (displayed !== undefined) return { kind: "receipt", of: displayed, receipt: { thread, state: "read" } };
  const received = readReceipt(element);
  if (received !== undefined)
    return { kind: "receipt", of: received, receipt: { thread, state: "delivered" } };
  const state = readChatState(element);
  if (state === undefined) return undefined;
  const entity = entityOf(from, room);
  return { kind: "typing", typing: { thread, entity, state: state === "composing" ? state : "paused" } };
}

interface Said {
  readonly body: string;
  readonly language: string | undefined;
}

/**
 * RFC 6121 §5.2.3: several bodies are translations of one another. The original is in the language of the message
 * itself, where one is.
 */
function readSaid({ element, lang }: Stanza, wanted: string | undefined): Said | undefined {
  const bodies = element.getChildren("body").map((body) => {
    return { body: body.getText(), language: languageOf(body.attrs["xml:lang"] ?? lang) };
  });
  const [first, ...others] = bodies.filter(({ body }) => body.trim() !== "");
  if (first === undefined || others.length === 0) return first;
  const all = [first, ...others];
  const spoken = all.flatMap(({ language }) => language?.toLowerCase() ?? []);
  const found = lookUp(wanted, spoken);
  if (found !== undefined) return all.find(({ language }) => language?.toLowerCase() === found);
  const own = languageOf(lang);
  return all.find(({ language }) => language === own) ?? first;
}

/** Some clients write the underscore of POSIX. */
function languageOf(lang: string | undefined): string | undefined {
  return canonicalLanguage(lang?.replaceAll("_", "-"));
}

/** The files of a message, each once: most clients name a file by XEP-0066, and better ones describe it by XEP-0447. */
function readFiles({ element }: Stanza): readonly Attachment[] {
  const shared: readonly SharedFile[] = [
    ...readFileSharing(element),
    ...readOutOfBand(element).map((url) => ({ url })),
  ];
  const files = new Map<string, Attachment>();
  for (const one of shared) {
    const file = attachmentOf(one);
    if (file !== undefined && !files.has(file.url)) files.set(file.url, file);
    if (files.size === MOST_ATTACHMENTS) break;
  }
  return [...files.values()];
}

/** An origin-id comes first: some rooms give messages an id of their own in place of the sender's. */
function idOf({ element, id, from }: Stanza, body: string, { newId }: Listening): string {
  const given = readOriginId(element) ?? id;
  if (given === undefined || given === "") return newId();
  return readUuid(given) ?? uuidOf(from.full, given, body);
}
