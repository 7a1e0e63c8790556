/** `/list [NAME]` shows a list that helps to answer, in pages; `more` goes on. */

import { quoted, resolveName } from "../../names.ts";
import { ALL_LISTS, type Responder } from "../../responders/responder.ts";
import type { Paging } from "../../state.ts";
import type { Outcome } from "../outcome.ts";
import { fits } from "../step/accept-or-refuse.ts";
import { type Resumed, resume } from "../step/resume.ts";
import type { Turn } from "../turn.ts";
import { answerAside, type Command } from "./command.ts";

// As many lines as a telephone shows without scrolling far.
const PAGE = 20;

export const list: Command = {
  name: "list",
  needs: () => ({ paging: true }),
  run: (turn, argument) => {
    const { say } = turn.context;
    const lists = listsHere(turn);
    const names = [...lists.keys()];
    const word = argument.split(/\s/u, 1)[0] ?? "";
    if (names.length === 0) return answerAside(turn, say("list-none"));
    if (word === "") {
      const shortcut = resumedOf(turn)?.step.list;
      return shortcut === undefined
        ? answerAside(turn, say("list-which", { count: names.length, names: names.join(", ") }))
        : show(turn, lists, shortcut, 0);
    }
    const resolved = resolveName(word, [...names, ALL_LISTS]);
    switch (resolved.kind) {
      case "found":
        return resolved.name === ALL_LISTS
          ? answerAside(turn, say("list-names", { names: names.join(", ") }))
          : show(turn, lists, resolved.name, 0);
      case "ambiguous":
        return answerAside(turn, say("ambiguous", { word: quoted(word), names: resolved.names }));
      case "unknown":
        return answerAside(
          turn,
          resolved.nearest.length === 0
            ? say("list-unknown", { name: quoted(word), names: names.join(", ") })
            : say("list-unknown-nearest", { name: quoted(word), nearest: resolved.nearest }),
        );
    }
  },
};

/**
 * The next page, for `more`, or that there is none. `undefined` if no list was shown last, or if `more` is one of the answers
 * and nothing is left of the list: it is then a text like any other.
 */
export async function moreOfList(turn: Turn): Promise<Outcome | undefined> {
  const { conversation, paging } = turn.state;
  if (paging === undefined) return undefined;
  if (paging.conversation !== (conversation?.id ?? null)) return undefined;
  if (paging.messages !== (conversation?.messages ?? 0)) return undefined;
  const lists = listsHere(turn);
  if (lists.get(paging.list)?.name !== paging.responder) return undefined;
  const resumed = paging.left === false ? resumedOf(turn) : undefined;
  if (resumed !== undefined && fits(turn.context, resumed, turn.heard.body) === "yes") return undefined;
  return show(turn, lists, paging.list, paging.offset);
}

/** The conversation as it is in this build. If it cannot be fitted, the open question below the answer says so. */
function resumedOf({ context, state }: Turn): Resumed | undefined {
  const { conversation, taken } = state;
  if (conversation === undefined) return undefined;
  try {
    return resume(context.registry, conversation, taken);
  } catch {
    return undefined;
  }
}

/** The lists that can be shown, each with its responder: that of the conversation or, without one, all responders. */
function listsHere({ context, state }: Turn): ReadonlyMap<string, Responder> {
  const name = state.conversation?.responder;
  const lists = new Map<string, Responder>();
  for (const responder of context.registry.values()) {
    if (name !== undefined && name !== responder.name) continue;
    for (const one of Object.keys(responder.lists)) if (!lists.has(one)) lists.set(one, responder);
  }
  return lists;
}

async function show(
  turn: Turn,
  lists: ReadonlyMap<string, Responder>,
  name: string,
  offset: number,
): Promise<Outcome> {
  const responder = lists.get(name);
  const run = responder?.lists[name];
  if (responder === undefined || run === undefined) return answerAside(turn, turn.context.say("list-none"));
  const props = resumedOf(turn)?.values ?? {};
  try {
    const items = await run({ props, person: turn.context.person });
    return page(turn, responder.name, name, [...items].map(String), offset);
  } catch (problem) {
    return failed(turn, problem);
  }
}

/** If a list throws, the open question must not be lost with it. */
function failed(turn: Turn, problem: unknown): Outcome {
  const reference = turn.context.newId().slice(-8);
  return { ...answerAside(turn, turn.context.say("failed", { reference })), problem, reference };
}

function page(
  turn: Turn,
  responder: string,
  name: string,
  items: readonly string[],
  offset: number,
): Outcome {
  const { say } = turn.context;
  const { conversation } = turn.state;
  if (items.length === 0) return answerAside(turn, say("list-empty", { name }));
  if (offset >= items.length) {
    const outcome = answerAside(turn, say("list-end", { name }));
    return { ...outcome, changes: [...outcome.changes, { kind: "paging", paging: null }] };
  }
  const shown = items.slice(offset, offset + PAGE).map((item) => `- ${item}`);
  const end = offset + shown.length;
  const left = items.length - end;
  const said = [
    say("list-title", { name }),
    ...shown,
    ...(left > 0 ? [say("list-more", { count: left })] : []),
  ].join("\n");
  const outcome = answerAside(turn, said);
  // Kept behind the last page, too: one "more" too many is no answer.
  const next: Paging = {
    responder,
    list: name,
    offset: end,
    left: left > 0,
    conversation: conversation?.id ?? null,
    messages: conversation?.messages ?? 0,
  };
  return { ...outcome, changes: [...outcome.changes, { kind: "paging", paging: next }] };
}
