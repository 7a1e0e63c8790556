/** `/help` shows the commands and responders, `/help NAME` one of them in full. */

import type { Say } from "../../../texts/index.ts";
import { quoted, resolveName } from "../../names.ts";
import type { Registry } from "../../responders/registry.ts";
import type { Responder } from "../../responders/responder.ts";
import type { EngineContext, Turn } from "../turn.ts";
import { answerAside, type Command } from "./command.ts";

export const help: Command = {
  name: "help",
  run: (turn, argument, commands) => {
    const word = argument.split(/\s/u, 1)[0] ?? "";
    if (word === "") return answerAside(turn, overview(turn.context, commands));
    return answerAside(turn, about(turn, word, commands));
  },
};

/** One line for each responder. */
export function responderLines(registry: Registry): readonly string[] {
  return [...registry.values()].map(({ name, help: text }) => {
    const [line = ""] = text.split("\n", 1);
    return line === "" ? name : `${name} – ${line}`;
  });
}

// With the title and the lines about words and commands, ten: what a telephone shows at once.
const SHOWN = 6;

/** What one can talk about, in a few lines. */
function topics({ registry, say }: EngineContext): readonly string[] {
  const lines = responderLines(registry);
  if (lines.length <= SHOWN) return lines;
  return [...lines.slice(0, SHOWN - 1), say("help-others", { count: lines.length - SHOWN + 1 })];
}

function overview(context: EngineContext, commands: readonly Command[]): string {
  const { registry, say } = context;
  const names = commands.map(({ name }) => say(`help-${name}-usage`)).join(", ");
  return [
    ...(registry.size > 0 ? [say("help-responders"), ...topics(context)] : []),
    say("help-words"),
    say("help-commands", { names }),
    say("help-backslash"),
  ].join("\n");
}

/** For somebody who does not know yet what the bot is for. */
export function whatOneCanWrite(context: EngineContext): readonly string[] {
  return [context.say("you-can-write"), ...topics(context), context.say("write-help")];
}

function about({ context }: Turn, said: string, commands: readonly Command[]): string {
  const { registry, say } = context;
  const word = said.replace(/^[/\\]/, "");
  const commandNames = commands.map(({ name }) => name);
  // With a slash it is the command. Without one responders come first, since people ask about those.
  const names = word === said ? [...registry.keys(), ...commandNames] : commandNames;
  const resolved = resolveName(word, names);
  switch (resolved.kind) {
    case "ambiguous":
      return say("ambiguous", { word: quoted(word), names: [...new Set(resolved.names)] });
    case "unknown":
      return resolved.nearest.length === 0
        ? say("help-unknown", { name: quoted(word) })
        : say("help-unknown-nearest", { name: quoted(word), nearest: resolved.nearest });
    case "found": {
      const responder = word === said ? registry.get(resolved.name) : undefined;
      const command = commands.find(({ name }) => name === resolved.name);
      if (responder !== undefined) return detailed(say, responder);
      return command === undefined ? "" : say(`help-${command.name}-more`);
    }
  }
}

function detailed(say: Say, responder: Responder): string {
  const steps = [...responder.steps.values()].map(({ name, label = name, accept }) => {
    const description = typeof accept === "function" ? undefined : accept.description;
    return description === undefined ? label : `${label} (${description})`;
  });
  const lists = Object.keys(responder.lists);
  const lines = [responder.help || responder.name];
  // Those of a built-in responder tell nobody anything.
  if (steps.length > 0 && responder.builtIn === undefined)
    lines.push(say("help-steps", { names: steps.join(", ") }));
  if (lists.length > 0) lines.push(say("help-lists", { names: lists.join(", ") }));
  return lines.join("\n");
}
