/** `/new NAME [ARGUMENT]` starts a responder. It ends an ongoing conversation only when it is repeated. */

import { span } from "../../../texts/index.ts";
import { quoted, resolveName } from "../../names.ts";
import type { Registry } from "../../responders/registry.ts";
import type { Responder } from "../../responders/responder.ts";
import type { Conversation } from "../../state.ts";
import { begin } from "../beginning/beginning.ts";
import type { Outcome } from "../outcome.ts";
import { wishOf } from "../plain-words/index.ts";
import { joinedName, startsAnother } from "../plain-words/starting.ts";
import { settle } from "../settle.ts";
import type { Turn } from "../turn.ts";
import { readCommand } from "../typed-command.ts";
import { answerAside, type Command } from "./command.ts";
import { responderLines } from "./help.ts";
import { isRepeated, openStep, warn } from "./say-twice.ts";

export const newCommand: Command = {
  name: "new",
  moves: true,
  run: async (turn, argument) => {
    const { registry, say } = turn.context;
    const names = [...registry.keys()];
    if (names.length === 0) return answerAside(turn, say("new-nothing"));
    const { word, rest } = nameAndArgument(argument, names);
    if (word === "") return answerAside(turn, [say("new-what"), ...responderLines(registry)].join("\n"));
    const resolved = resolveName(word, names);
    if (resolved.kind === "ambiguous")
      return answerAside(turn, say("ambiguous", { word: quoted(word), names: resolved.names }));
    const responder = resolved.kind === "found" ? registry.get(resolved.name) : undefined;
    if (responder === undefined) {
      const nearest = resolved.kind === "unknown" ? resolved.nearest : [];
      return answerAside(
        turn,
        nearest.length === 0
          ? say("new-unknown", { name: quoted(word), names })
          : say("new-unknown-nearest", { name: quoted(word), nearest }),
      );
    }
    const { conversation } = turn.state;
    if (conversation === undefined) return begin(turn, responder, rest);
    if (!isRepeated(turn, conversation, responder.name)) {
      return warn(turn, conversation, responder.name, warning(turn, conversation, responder), rest);
    }
    // Whoever repeats the command need not repeat the answer that stood behind it.
    const answer = rest === "" ? (conversation.warning?.argument ?? "") : rest;
    return after(replaced(turn, conversation), await begin(turn, responder, answer));
  },
};

/** The name of a responder, as it was typed, and the first answer behind it. */
function nameAndArgument(
  argument: string,
  names: readonly string[],
): { readonly word: string; readonly rest: string } {
  // Telephones and people put marks around: /new “note”, /new: note.
  const wanted = unwrapped(argument);
  // A name may itself begin with one.
  const [marked = ""] = /^[^\p{L}\p{N}\s]\S*/u.exec(wanted) ?? [];
  const before = resolveName(marked, names).kind === "found" ? /^/ : /^[^\p{L}\p{N}]*/u;
  const [, first = "", more = ""] = /^(\S*)\s*(.*)$/su.exec(wanted.replace(before, "")) ?? [];
  const several = joinedName(wanted, names);
  return { word: several?.name ?? first, rest: several?.rest ?? more };
}

/** The first answer of an argument that names this responder. */
export function firstAnswer(argument: string, responder: string, registry: Registry): string | undefined {
  const names = [...registry.keys()];
  const { word, rest } = nameAndArgument(argument, names);
  const resolved = resolveName(word, names);
  return resolved.kind === "found" && resolved.name === responder && rest !== "" ? rest : undefined;
}

function unwrapped(argument: string): string {
  return argument.replace(/^["'“„‘«](.*)["'”“’»]$/su, "$1");
}

function warning(turn: Turn, conversation: Conversation, { name }: Responder): string {
  const { context, heard } = turn;
  const { registry, say, settings } = context;
  const { responder } = conversation;
  const step = openStep(turn, conversation);
  const about = { current: responder, step, ...span(settings.warn) };
  if (heard.form !== undefined) return say("new-warning-in-form", { ...about, wanted: name });
  const command = again(heard.body.trim(), name, registry);
  return name === responder
    ? say("new-warning-same", { ...about, command })
    : say("new-warning", { ...about, command, wanted: name });
}

/** What is to be said once more: in the person's own words, where these were no command. Many clients keep the slash for themselves. */
function again(typed: string, name: string, registry: Registry): string {
  if (readCommand(typed) !== undefined) return `/new ${name}`;
  const isWhole = wishOf(typed) === "restart" || startsAnother(typed, [...registry.keys()]) === name;
  return `"${quoted(isWhole ? typed : `new ${name}`)}"`;
}

function replaced({ context }: Turn, conversation: Conversation): Outcome {
  const { pending } = conversation;
  return settle(context, {
    conversation: { ...conversation, status: "aborted", endedWhy: "new", pending: null, warning: null },
    said: "",
    also: pending === null ? [] : [{ kind: "forget effect", key: pending.key }],
  });
}

function after(first: Outcome, second: Outcome): Outcome {
  return { ...second, changes: [...first.changes, ...second.changes] };
}
