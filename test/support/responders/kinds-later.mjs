/** A later build of `kinds.mjs`: one step removed, one inserted, one that takes another kind of answer. */
import { any, choice, jid, responder } from "anteroom";

export default responder("kinds", {
  version: 2,
  help: "Asks for less: /new kinds",
  props: { who: jid(), size: choice(["small", "large"]), note: any() },
}).steps(
  "who",
  {
    who: { prompt: "Who?", accept: jid(), into: "who", next: "size" },
    size: { prompt: "Small or large?", accept: choice(["small", "large"]), into: "size", next: "note" },
    note: {
      prompt: "Anything to note?",
      accept: any(),
      receive: (c, note) => c.complete(`${c.size}: ${note}`),
    },
  },
  {
    migrate: {
      1: ({ step, props: { photo: _, ...props } }) => ({ step: step === "photo" ? "size" : step, props }),
    },
  },
);
