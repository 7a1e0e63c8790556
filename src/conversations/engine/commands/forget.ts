/** `/forget` deletes all that is stored of the person's conversations. During a conversation it has to be said twice. */

import { span } from "../../../texts/index.ts";
import { aside } from "../settle.ts";
import type { Command } from "./command.ts";
import { isRepeated, openStep, warn } from "./say-twice.ts";

export const forget: Command = {
  name: "forget",
  moves: true,
  destroys: true,
  run: (turn) => {
    const { context, state } = turn;
    const { conversation } = state;
    const { say, settings } = context;
    if (conversation !== undefined && !isRepeated(turn, conversation, null)) {
      const { responder: current } = conversation;
      const step = openStep(turn, conversation);
      const warning = say("forget-warning", { current, step, ...span(settings.warn) });
      return warn(turn, conversation, null, warning);
    }
    const working = conversation !== undefined && conversation.pending !== null;
    const said = working
      ? say("forgotten-while-working", { responder: conversation.responder })
      : say("forgotten");
    return { ...aside(context, undefined, { said }), changes: [{ kind: "forget conversations" }] };
  },
};
