/** `/help`: what there is; `/help NAME`: one responder or one command, in full. */

import { resolveName } from "../../names.ts";
import type { Registry } from "../../responders/registry.ts";
import type { Responder } from "../../responders/responder.ts";
import { texts } from "../../texts.ts";
import type { Turn } from "../turn.ts";
import { answerAside, type Command } from "./command.ts";

export const help: Command = {
  name: "help",
  help: texts.help.help,
  run: (turn, argument, commands) => {
    const { registry } = turn.context;
    const word = argument.split(/\s/u, 1)[0] ?? "";
    if (word === "") return answerAside(turn, overview(registry, commands));
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

function overview(registry: Registry, commands: readonly Command[]): string {
  const lines = [texts.helpCommands, ...commands.map(({ help: { usage, line } }) => `${usage} – ${line}`)];
  if (registry.size > 0)
    lines.push("", texts.helpResponders, ...responderLines(registry), "", texts.helpMore);
  lines.push(texts.helpBackslash);
  return lines.join("\n");
}

function about({ context }: Turn, said: string, commands: readonly Command[]): string {
  const { registry } = context;
  const word = said.replace(/^[/\\]/, "");
  const commandNames = commands.map(({ name }) => name);
  // With a slash it is the command; without one the responder, which is what people ask about, comes first.
  const names = word === said ? [...registry.keys(), ...commandNames] : commandNames;
  const resolved = resolveName(word, names);
  switch (resolved.kind) {
    case "ambiguous":
      return texts.ambiguous(word, [...new Set(resolved.names)]);
    case "unknown":
      return texts.helpUnknown(word, resolved.nearest);
    case "found": {
      const responder = word === said ? registry.get(resolved.name) : undefined;
      const command = commands.find(({ name }) => name === resolved.name);
      return responder === undefined ? (command?.help.more ?? "") : detailed(responder);
    }
  }
}

function detailed(responder: Responder): string {
  const steps = [...responder.steps.values()].map(({ name, accept }) =>
    accept.description === undefined ? name : `${name} (${accept.description})`,
  );
  const lists = Object.keys(responder.lists);
  const lines = [responder.help || responder.name];
  if (steps.length > 0) lines.push(texts.helpSteps(steps));
  if (lists.length > 0) lines.push(texts.helpLists(lists));
  return lines.join("\n");
}
