/** `/abort` ends the conversation. It looks at nothing of the responder's, so it always works. */

import { texts } from "../../texts.ts";
import { settle } from "../settle.ts";
import { answerAside, type Command } from "./command.ts";

export const abort: Command = {
  name: "abort",
  help: texts.help.abort,
  run: (turn) => {
    const { conversation } = turn.state;
    if (conversation === undefined) return answerAside(turn, texts.nothingOngoing);
    const { pending, responder } = conversation;
    return settle(turn.context, {
      conversation: { ...conversation, status: "aborted", endedWhy: "abort", pending: null, warning: null },
      heard: turn.heard,
      said: pending === null ? texts.abortedByPerson(responder) : texts.abortedWhileWorking(responder),
      also: pending === null ? [] : [{ kind: "forget effect", key: pending.key }],
    });
  },
};
