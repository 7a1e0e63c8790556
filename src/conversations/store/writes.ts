/** Turns the decisions of the engine into rows, and into timers of the ledger. */

import type { Person } from "../../ledger/person.ts";
import { type Statement, type Write, write } from "../../ledger/statement.ts";
import type { Timer } from "../../ledger/timers/timers.ts";
import type { Change } from "../engine/outcome.ts";
import type { EffectRun } from "../state.ts";
import { clearEffects } from "./effects.ts";
import { forgetConversations } from "./forget-all.ts";
import { insertNotice, removeNotice } from "./notices.ts";
import { inOneLayer, type Layered, layered } from "./props-layers.ts";
import {
  insertConversation,
  insertTurn,
  markBounced,
  setPaging,
  untakeMessages,
  updateConversation,
} from "./statements.ts";

/** Kinds of timers. Their keys are the conversation's id, the person's id, and the effect's key. */
export const WAKE = "conversation-idle";
/** Its key is the conversation's id, too. */
export const LOOK = "conversation-look";
export const SIGNOUT = "conversation-signout";
export const EFFECT = "conversation-effect";

const clearEffect = clearEffects(EFFECT);
const forgetAll = forgetConversations({ wake: WAKE, signout: SIGNOUT, effect: EFFECT });

/** The statements of conversations, in their order within a transaction. Those of the ledger's timers come after them. */
export const STATEMENTS: readonly Statement<never>[] = [
  // A conversation ends before another one takes its place, since a person has one at a time.
  updateConversation,
  insertConversation,
  // Answers are taken back before new ones are taken.
  untakeMessages,
  insertTurn,
  setPaging,
  markBounced,
  insertNotice,
  removeNotice,
  // Comes after the notices that are told with the answer, whose rows are counted.
  forgetAll,
  // Comes before a timer is set anew: that is how an effect is taken over.
  clearEffect,
];

/** The part of the ledger's timers that decisions need. */
export interface TimerWrites {
  set(timer: Omit<Timer, "attempts">): Write;
  clear(kind: string, key: string): Write;
}

/** Payload of the timer of a conversation. */
export type WakePayload = { readonly heardAt: number };

/** Payload of the timer of a person who signed out. */
export type SignoutPayload = { readonly since: number };

/** Payload of the timer of an effect. `client`: full address of the one that is shown "composing" (XEP-0085). */
export type EffectPayload = EffectRun & { readonly lang: string | null; readonly client?: string | null };

export interface Written {
  readonly writes: readonly Write[];
  /** The conversation as it was last written. */
  readonly conversation: Layered | undefined;
}

/** `client`: full address of the one that shows chat states, if the person writes from such a one. */
export function writtenOf(
  changes: readonly Change[],
  person: Person,
  timers: TimerWrites,
  client?: string,
): Written {
  let conversation: Layered | undefined;
  const writes = changes.map((change) => {
    switch (change.kind) {
      case "start":
        conversation = inOneLayer(change.conversation);
        return write(insertConversation, { personId: person.id, written: conversation });
      case "update":
        conversation = layered(change.conversation);
        return write(updateConversation, conversation);
      default:
        return writeOf(change, person, timers, client);
    }
  });
  return { writes, conversation };
}

type Other = Exclude<Change, { readonly kind: "start" | "update" }>;

function writeOf(change: Other, person: Person, timers: TimerWrites, client: string | undefined): Write {
  switch (change.kind) {
    case "turn":
      return write(insertTurn, change.turn);
    case "untake":
      return write(untakeMessages, change);
    case "paging":
      return write(setPaging, { personId: person.id, paging: change.paging });
    case "wake": {
      const payload: WakePayload = { heardAt: change.heardAt };
      return timers.set({
        kind: WAKE,
        key: change.conversation,
        person,
        dueAt: change.at,
        payload,
      });
    }
    case "forget wake":
      return timers.clear(WAKE, change.conversation);
    case "signout": {
      const payload: SignoutPayload = { since: change.since };
      return timers.set({ kind: SIGNOUT, key: person.id, person, dueAt: change.at, payload });
    }
    case "forget signout":
      return timers.clear(SIGNOUT, person.id);
    case "notice":
      return write(insertNotice, { personId: person.id, notice: change.notice });
    case "told":
      return write(removeNotice, { personId: person.id, notice: change.notice });
    case "effect": {
      const { key, dueAt } = change.run;
      const payload: EffectPayload = { ...change.run, lang: person.lang, client: client ?? null };
      return timers.set({ kind: EFFECT, key, person, dueAt, payload });
    }
    case "forget effect":
      return write(clearEffect, change.key);
    case "look":
      return timers.set({ kind: LOOK, key: change.conversation, person, dueAt: change.at, payload: null });
    case "forget look":
      return timers.clear(LOOK, change.conversation);
    case "write":
      return change.write;
    case "forget conversations":
      return write(forgetAll, person.id);
  }
}
