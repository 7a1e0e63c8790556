/** Stands in rehearsals for the built-in responder `chat`: a rehearsal has no staff, so whoever is handed over waits. */
import { accepted, answer, refused } from "../answers/kind.ts";
import { text } from "../answers/text.ts";
import { type Responder, responder } from "../responders/responder.ts";

const anything = answer<string>({
  kind: "waiting",
  field: { type: "text-single" },
  parse: () => refused(""),
  toJson: (value) => value,
  fromJson: (json) => accepted(String(json)),
});

const parts = responder("chat", {
  version: 1,
  help: "Talk to somebody",
  props: { queue: text(), note: text().optional(), about: text().optional() },
}).steps("queue", {
  queue: { prompt: "Which queue?", accept: text(), into: "queue", next: "line" },
  line: {
    prompt: (c) => `You are in line for "${c.queue}".`,
    accept: anything,
    receive: (c) => c.complete(),
  },
});

/** The responder `chat` of a rehearsal. */
export const waiting: Responder = {
  ...parts,
  steps: new Map(
    [...parts.steps].map(([name, step]) => [
      name,
      name === "line" ? { ...step, waits: true, look: () => ({ kind: "ask" }) } : step,
    ]),
  ),
};
