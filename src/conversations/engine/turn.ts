/** The input of the engine, which has no clock, no source of chance and no database of its own. */
import type { Say } from "../../texts/index.ts";
import type { Registry } from "../responders/registry.ts";
import type { Responder } from "../responders/responder.ts";
import type { Interlocutor } from "../responders/types.ts";
import type { State } from "../state.ts";

/** The settings `conversations.*` that the engine follows. Times in milliseconds; 0 means never, or at once. */
export interface ConversationSettings {
  readonly idle: number;
  readonly signout: number;
  readonly warn: number;
  /** The responder that takes text while nothing is going on. */
  readonly fallback?: string | undefined;
}

export interface EngineContext {
  /** ms since the epoch */
  readonly now: number;
  /** A fresh, unpredictable id for a conversation or a stanza. */
  readonly newId: () => string;
  readonly registry: Registry;
  /** The responder that goes on where another one hands over; `undefined` where no rooms are configured. */
  readonly line?: Responder | undefined;
  readonly settings: ConversationSettings;
  readonly person: Interlocutor;
  /** What the bot is called. */
  readonly bot: string;
  /** The bot's own texts, in the language that was chosen for the person. */
  readonly say: Say;
}

/** A message of the person's. */
export interface Heard {
  readonly body: string;
  readonly stanzaId: string | undefined;
  readonly thread: string | undefined;
  /** When it was written, in ms since the epoch, if it was held back on its way. */
  readonly delayedSince: number | undefined;
  /** Id of the message that this one takes the place of. */
  readonly correctionOf: string | undefined;
  /** It cannot be read: the body is empty. */
  readonly encrypted?: true;
  /** Set if it was said with a form (XEP-0004), in place of a text. */
  readonly form?: FormAct;
}

/** An act with a form. */
export type FormAct =
  /** Carries out the command in the body. */
  | { readonly kind: "command" }
  /** Shows the open question. `stale`: the form that was filled in asked another one. */
  | { readonly kind: "look"; readonly stale?: true }
  /** Answers the open question. */
  | { readonly kind: "answer"; readonly values: readonly string[] };

/** One message to be answered. */
export interface Turn {
  readonly context: EngineContext;
  readonly state: State;
  readonly heard: Heard;
}
