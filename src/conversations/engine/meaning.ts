/** What a message means: all that can be told from it alone. Read once, before anything stored is looked at. */

import { type Resolved, resolveName } from "../names.ts";
import type { Command, Needs } from "./commands/command.ts";
import { commands } from "./commands/index.ts";
import type { FormAct, Heard } from "./turn.ts";
import { readCommand } from "./typed-command.ts";

export type Meaning =
  | { readonly kind: "command"; readonly command: Command; readonly argument: string }
  /** It is typed like a command, but is none, or might be one of several. */
  | { readonly kind: "no command"; readonly typed: string; readonly resolved: Exclude<Resolved, Found> }
  /** It takes the place of an earlier message. `command`: by what is typed like a command. */
  | { readonly kind: "correction"; readonly of: string; readonly command: boolean }
  | { readonly kind: "form"; readonly act: Exclude<FormAct, { readonly kind: "command" }> }
  /** It asks for the next page of a list, where one waits; else it is a text like any other. */
  | { readonly kind: "more" }
  | { readonly kind: "text" };

type Found = { readonly kind: "found" };

const commandNames = commands.map(({ name }) => name);

export function meaningOf({ body, form, correctionOf }: Heard): Meaning {
  // Whatever is filled into a form is the answer, also where it begins with a slash.
  if (form !== undefined && form.kind !== "command") return { kind: "form", act: form };
  const line = readCommand(body);
  if (correctionOf !== undefined) {
    return { kind: "correction", of: correctionOf, command: line !== undefined };
  }
  if (line === undefined) return { kind: wordOf(body) === "more" ? "more" : "text" };
  const resolved = resolveName(line.name, commandNames);
  if (resolved.kind !== "found") return { kind: "no command", typed: line.name, resolved };
  const command = commands.find(({ name }) => name === resolved.name) as Command;
  return { kind: "command", command, argument: line.argument };
}

/** What the turn of such a message looks at beside the conversation itself. */
export function needsOf(meaning: Meaning): Needs {
  switch (meaning.kind) {
    case "command":
      return meaning.command.needs?.(meaning.argument) ?? {};
    case "correction":
      return { taken: true, corrected: meaning.of };
    case "more":
      return { paging: true };
    default:
      return {};
  }
}

/** A text as a single word would be compared. */
export function wordOf(body: string): string {
  return body.trim().toLowerCase();
}
