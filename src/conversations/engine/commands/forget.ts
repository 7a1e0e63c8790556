/** `/forget` deletes all that is stored of the person's conversations. One that is ongoing has it said twice. */

import { texts } from "../../texts.ts";
import { aside } from "../settle.ts";
import type { Command } from "./command.ts";
import { isRepeated, warn } from "./say-twice.ts";

export const forget: Command = {
  name: "forget",
  help: texts.help.forget,
  run: (turn) => {
    const { context, state } = turn;
    const { conversation } = state;
    if (conversation !== undefined && !isRepeated(context, conversation, null)) {
      const { responder, step } = conversation;
      return warn(turn, conversation, null, texts.forgetWarning(responder, step, context.settings.warn));
    }
    const working = conversation !== undefined && conversation.pending !== null;
    const said = working ? texts.forgottenWhileWorking(conversation.responder) : texts.forgotten;
    return { ...aside(context, undefined, { said }), changes: [{ kind: "forget conversations" }] };
  },
};
