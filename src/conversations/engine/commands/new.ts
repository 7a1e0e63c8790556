/** `/new NAME [ARGUMENT]` starts a responder. An ongoing conversation is ended only when the command is repeated. */

import { andThen } from "../../maybe.ts";
import { resolveName } from "../../names.ts";
import type { Responder } from "../../responders/responder.ts";
import type { Conversation } from "../../state.ts";
import { texts } from "../../texts.ts";
import { begin } from "../beginning.ts";
import type { Outcome } from "../outcome.ts";
import { settle } from "../settle.ts";
import type { Turn } from "../turn.ts";
import { answerAside, type Command } from "./command.ts";
import { responderLines } from "./help.ts";
import { isRepeated, warn } from "./say-twice.ts";

export const newCommand: Command = {
  name: "new",
  help: texts.help.new,
  run: (turn, argument) => {
    const { registry } = turn.context;
    const names = [...registry.keys()];
    if (names.length === 0) return answerAside(turn, texts.newNothing);
    const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/su.exec(argument) ?? [];
    if (word === "") return answerAside(turn, texts.newWhat(responderLines(registry)));
    const resolved = resolveName(word, names);
    if (resolved.kind === "ambiguous") return answerAside(turn, texts.ambiguous(word, resolved.names));
    const responder = resolved.kind === "found" ? registry.get(resolved.name) : undefined;
    if (responder === undefined) {
      return answerAside(
        turn,
        texts.newUnknown(word, resolved.kind === "unknown" ? resolved.nearest : [], names),
      );
    }
    const { conversation } = turn.state;
    if (conversation === undefined) return begin(turn, responder, rest);
    return isRepeated(turn.context, conversation, responder.name)
      ? andThen(begin(turn, responder, rest), (started) => after(replaced(turn, conversation), started))
      : warn(turn, conversation, responder.name, warning(turn, conversation, responder));
  },
};

function warning({ context, heard }: Turn, { responder, step }: Conversation, wanted: Responder): string {
  const text = heard.form === undefined ? texts.newWarning : texts.newWarningInForm;
  return text(responder, step, wanted.name, context.settings.warn);
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
