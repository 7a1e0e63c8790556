/** `/new NAME [ARGUMENT]` starts a responder. It ends an ongoing conversation only when it is repeated. */

import { span } from "../../../texts/index.ts";
import { quoted, resolveName } from "../../names.ts";
import type { Responder } from "../../responders/responder.ts";
import type { Conversation } from "../../state.ts";
import { begin } from "../beginning/beginning.ts";
import type { Outcome } from "../outcome.ts";
import { wishOf } from "../plain-words/index.ts";
import { joinedName } from "../plain-words/starting.ts";
import { settle } from "../settle.ts";
import type { Turn } from "../turn.ts";
import { readCommand, textOf } from "../typed-command.ts";
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
    // Telephones and people put marks around: /new “note”, /new: note.
    const wanted = unwrapped(argument);
    const [, first = "", more = ""] = /^[^\p{L}\p{N}]*(\S*)\s*(.*)$/su.exec(wanted) ?? [];
    const several = joinedName(wanted, names);
    const word = several?.name ?? first;
    const rest = answerOf(several?.rest ?? more);
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
    return isRepeated(turn, conversation, responder.name)
      ? after(replaced(turn, conversation), await begin(turn, responder, rest))
      : warn(turn, conversation, responder.name, warning(turn, conversation, responder));
  },
};

/** The first answer, if it is one: a command or a word to the bot behind the name is not, and the first question is asked. */
function answerOf(rest: string): string {
  return readCommand(rest) !== undefined || wishOf(rest) !== undefined ? "" : textOf(rest);
}

function unwrapped(argument: string): string {
  return argument.replace(/^["'“„‘«](.*)["'”“’»]$/su, "$1");
}

function warning(turn: Turn, conversation: Conversation, { name }: Responder): string {
  const { context, heard } = turn;
  const { say, settings } = context;
  const { responder } = conversation;
  const step = openStep(turn, conversation);
  const about = { current: responder, step, ...span(settings.warn) };
  if (heard.form !== undefined) return say("new-warning-in-form", { ...about, wanted: name });
  // In the person's own words, where these were no command: many clients keep the slash for themselves.
  const typed = heard.body.trim();
  const command = wishOf(typed) === "restart" ? quoted(typed) : `/new ${name}`;
  return name === responder
    ? say("new-warning-same", { ...about, command })
    : say("new-warning", { ...about, command, wanted: name });
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
