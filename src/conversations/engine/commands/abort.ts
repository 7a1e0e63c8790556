/** `/abort` ends the conversation. It uses nothing of the responder, so it always works. */

import { settle } from "../settle.ts";
import { answerAside, type Command } from "./command.ts";

export const abort: Command = {
  name: "abort",
  moves: true,
  destroys: true,
  run: (turn) => {
    const { say } = turn.context;
    const { conversation } = turn.state;
    if (conversation === undefined) return answerAside(turn, say("nothing-ongoing"));
    const { pending, responder } = conversation;
    return settle(turn.context, {
      conversation: { ...conversation, status: "aborted", endedWhy: "abort", pending: null, warning: null },
      heard: turn.heard,
      said:
        pending === null
          ? say("aborted-by-person", { responder })
          : say("aborted-while-working", { responder }),
      also: pending === null ? [] : [{ kind: "forget effect", key: pending.key }],
    });
  },
};
