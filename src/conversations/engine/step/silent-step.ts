/** The step of a conversation in the straight-line form that has come to no question: what follows is decided already. */
import { accepted, answer } from "../../answers/kind.ts";
import type { RunnableStep } from "../../responders/responder.ts";
import type { Script } from "../../responders/script.ts";

const whatever = answer<string>({
  kind: "any",
  field: { type: "text-single" },
  parse: accepted,
  toJson: (value) => value,
  fromJson: (json) => accepted(String(json)),
});

/** In place of a question, where the run comes to none any more: whatever is said, it goes on. */
export function silentStep(name: string, { end, says }: Script): RunnableStep {
  return {
    name,
    silent: true,
    accept: whatever,
    list: undefined,
    into: undefined,
    // It is silent: the bot says by itself that it goes on.
    prompt: () => "",
    receive: (c) => {
      for (const text of says) c.say(text);
      if (end === undefined) throw new Error("the run came to no end and to no question");
      return end;
    },
  };
}
