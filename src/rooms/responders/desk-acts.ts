/** What can be done at the desk, as an answer: one of a few verbs, perhaps with names of queues or the number of a room. */
import { type Answer, answer, type Choice, choice } from "../../index.ts";
import type { Say } from "../../texts/index.ts";
import type { DeskFacts } from "./desk-facts.ts";

const VERBS = ["on", "off", "next", "line", "rooms", "close"] as const;
export type Verb = (typeof VERBS)[number];

/** A verb and what is named behind it. */
export type Act = readonly [verb: Verb, ...names: string[]];

const verbs = choice(VERBS);

/** `queues`: the person's own. */
export function acts(say: Say, queues: readonly string[], facts: DeskFacts): Answer<Act> {
  const offered = choicesOf(say, queues, facts);
  const values = offered.map(({ value }) => value);
  const byNumber = values.length === 0 ? undefined : choice(values);
  return answer<Act>({
    kind: "desk",
    field: { type: "list-single" },
    choices: offered,
    plain: true,
    parse: (said, hearing) => {
      const [first = "", rest = ""] = said.split(/\s+(.*)/su, 2);
      const verb = verbs.parse(first.toLowerCase(), hearing);
      if (/^\p{Nd}+$/u.test(said) || !verb.ok) {
        const numbered = byNumber?.parse(said, hearing);
        return numbered?.ok === true
          ? { ok: true, value: fromValue(numbered.value) }
          : { ok: false, reason: say("desk-unclear") };
      }
      if (verb.value === "close")
        return { ok: true, value: rest === "" ? ["close"] : ["close", rest.replace(/^#/, "")] };
      if (verb.value !== "on" && verb.value !== "next") return { ok: true, value: [verb.value] };
      const names = namesIn(rest, queues);
      return typeof names === "string"
        ? {
            ok: false,
            reason: say("desk-not-yours", { name: names.slice(0, 60), queues: queues.join(", ") }),
          }
        : { ok: true, value: [verb.value, ...names] };
    },
    toJson: (act) => act,
    fromJson: (json) => ({ ok: true, value: json as unknown as Act }),
    toForm: ([verb, name]) => [name === undefined ? verb : `${verb} ${name}`],
  });
}

function choicesOf(say: Say, queues: readonly string[], { duty, rooms }: DeskFacts): readonly Choice[] {
  const one = (verb: Verb): Choice => ({ value: verb, label: say("desk-do", { verb }) });
  const own = rooms.filter((room) => room.own);
  return [
    one(duty === null ? "on" : "off"),
    one("next"),
    ...(queues.length < 2
      ? []
      : queues.map((queue) => ({ value: `next ${queue}`, label: say("desk-next-of", { queue }) }))),
    one("line"),
    one("rooms"),
    ...(own.length === 1 ? [one("close")] : []),
    ...(own.length < 2
      ? []
      : own.map(({ id }) => ({ value: `close ${id}`, label: say("desk-close-one", { room: id }) }))),
  ];
}

function fromValue(value: string): Act {
  const [verb = "line", name] = value.split(/ (.*)/su, 2);
  return name === undefined ? [verb as Verb] : [verb as Verb, name];
}

/** The queues that are named; the name that is none of them. */
function namesIn(rest: string, queues: readonly string[]): readonly string[] | string {
  const named = (name: string): string | undefined =>
    queues.find((queue) => queue.toLowerCase() === name.toLowerCase());
  if (rest === "") return [];
  const whole = named(rest);
  if (whole !== undefined) return [whole];
  const found: string[] = [];
  for (const name of rest.split(/[\s,]+/u).filter((part) => part !== "")) {
    const queue = named(name);
    if (queue === undefined) return name;
    if (!found.includes(queue)) found.push(queue);
  }
  return found;
}
