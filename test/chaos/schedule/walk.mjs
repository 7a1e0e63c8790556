/**
 * What people of the random schedules talk about: `walk` takes nine answers and records them in an effect, `long` takes
 * answers of any length without end. Each run of the effect is a line in the file that CHAOS_EFFECTS names.
 */
import { appendFileSync } from "node:fs";
import { responder, text } from "anteroom";

export const ANSWERS = 9;

const walk = responder("walk", {
  version: 1,
  help: "Takes nine answers: anything begins it",
  props: { list: text().max(4_000).optional() },
}).steps(
  "next",
  {
    next: {
      prompt: (c) => (c.list === undefined ? "The first?" : `After ${c.list.split(" ").at(-1)}?`),
      accept: text(),
      receive: (c, answer) => {
        const list = c.list === undefined ? answer : `${c.list} ${answer}`;
        c.set("list", list);
        const count = list.split(" ").length;
        return count < ANSWERS ? c.go("next") : c.complete("", { effect: "record" });
      },
    },
  },
  {
    effects: {
      record: ({ props, key, person, attempt }) => {
        const run = { key, person: person.address, list: props.list, at: Date.now() };
        appendFileSync(process.env.CHAOS_EFFECTS, `${JSON.stringify(run)}\n`);
        // the last digit of a key is as good as chance, and the same at each try
        if (attempt === 1 && key.endsWith("0"))
          throw new Error("this effect fails at its first try, on purpose");
        return `Walked ${props.list}.`;
      },
    },
  },
);

const long = responder("long", {
  version: 1,
  help: "Takes long answers: /new long",
  props: {},
}).steps("more", {
  more: { prompt: "More?", accept: text().max(30_000), receive: (c) => c.go("more") },
});

export default [walk, long];
