/** What can be done at the desk, as an answer: one of a few verbs, perhaps with names of queues or the number of a room. */
import { type Answer, answer, type Choice, choice } from "../../index.ts";
import type { Say } from "../../texts/index.ts";
import type { DeskFacts } from "./desk-facts.ts";

const VERBS = ["on", "off", "next", "line", "rooms", "close"] as const;
export type Verb = (typeof VERBS)[number];

/** A verb and what is named behind it. */
export type Act = readonly [verb: Verb, ...names: string[]];

/** `queues`: the person's own. */
export function acts(say: Say, queues: readonly string[], facts: DeskFacts): Answer<Act> {
  const offered = choicesOf(say, queues, facts);
  const shown = choice(Object.fromEntries(offered.map(({ value, label }) => [value, label])));
  return answer<Act>({
    kind: "desk",
    field: { type: "list-single" },
    choices: offered,
    plain: true,
    parse: (said, hearing) => {
      const [first = "", rest = ""] = said.split(/\s+(.*)/su, 2);
      const verb = verbOf(first);
      const read = shown.parse(said, hearing);
      // "Go on duty" is not "off – go off duty", whatever else of it fits.
      const chosen = read.ok && !namesAnother(said, read.value) ? fromValue(read.value) : undefined;
      if (verb === undefined)
        return chosen === undefined
          ? { ok: false, reason: say("desk-unclear") }
          : { ok: true, value: chosen };
      if (verb === "close") {
        const [, room] =
          rest.match(/\p{L}/u) && chosen?.[0] === "close" ? chosen : [verb, rest.replace(/^#/, "")];
        return { ok: true, value: room ? ["close", room] : ["close"] };
      }
      if (verb !== "on" && verb !== "next") return { ok: true, value: [verb] };
      const names = namesIn(rest, queues);
      if (typeof names !== "string") return { ok: true, value: [verb, ...names] };
      // "On duty" names no queue.
      if (chosen?.[0] === verb) return { ok: true, value: chosen };
      return {
        ok: false,
        reason: say("desk-not-yours", { name: names.slice(0, 60), queues: queues.join(", ") }),
      };
    },
    toJson: (act) => act,
    fromJson: (json) => ({ ok: true, value: json as unknown as Act }),
    toForm: ([verb, name]) => [name === undefined ? verb : `${verb} ${name}`],
  });
}

/** The verb that a word is, or the beginning of which it alone is. A number is none: it counts the choices that are shown. */
function verbOf(word: string): Verb | undefined {
  const bare = word.toLowerCase().replace(/\P{L}+$/u, "");
  if (bare === "") return undefined;
  const begun = VERBS.filter((verb) => verb.startsWith(bare));
  return begun.find((verb) => verb === bare) ?? (begun.length === 1 ? begun[0] : undefined);
}

/** Whether a text has a verb that is not the one of the choice. */
function namesAnother(said: string, value: string): boolean {
  const words = said.toLowerCase().split(/\P{L}+/u);
  return VERBS.some((verb) => words.includes(verb) && fromValue(value)[0] !== verb);
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
