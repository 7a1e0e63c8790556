/** The step of a straight-line conversation that has come to no question: its next decision has been made already. */
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

/** Stands in place of a question if the run comes to none any more. It goes on after any message. */
export function silentStep(name: string, { end, says }: Script): RunnableStep {
  return {
    name,
    silent: true,
    label: undefined,
    accept: whatever,
    list: undefined,
    into: undefined,
    // The bot itself says that it goes on.
    prompt: () => "",
    receive: (c) => {
      for (const text of says) c.say(text);
      if (end === undefined) throw new Error("the run came to no end and to no question");
      return end;
    },
  };
}
