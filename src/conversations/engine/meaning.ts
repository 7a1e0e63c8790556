/** Reads the meaning of a message: all that it tells by itself. This is done once, before anything stored is read. */

import { readQuotation } from "../../xmpp/quotation.ts";
import { type Resolved, resolveName } from "../names.ts";
import type { Command, Needs } from "./commands/command.ts";
import { help } from "./commands/help.ts";
import { commands } from "./commands/index.ts";
import { type Wish, wishOf } from "./plain-words/index.ts";
import type { FormAct, Heard } from "./turn.ts";
import { readCommand, standsAlone, textOf } from "./typed-command.ts";

export type Meaning =
  | Said
  /** It takes the place of an earlier message. `as`: what it would mean by itself. */
  | { readonly kind: "correction"; readonly of: string; readonly as: Said }
  | { readonly kind: "encrypted" }
  | { readonly kind: "form"; readonly act: Exclude<FormAct, { readonly kind: "command" }> };

/** What somebody wrote. */
export type Said =
  | { readonly kind: "command"; readonly command: Command; readonly argument: string }
  /** It is typed like a command, but is none, or might be one of several. */
  | { readonly kind: "no command"; readonly typed: string; readonly resolved: Exclude<Resolved, Found> }
  /** It asks for the next page of a list if there is one; else it is a text like any other. */
  | { readonly kind: "more" }
  /** `wish`: what it asks of the bot, where it is not the answer. */
  | { readonly kind: "text"; readonly wish: Wish | undefined };

type Found = { readonly kind: "found" };

const commandNames = commands.map(({ name }) => name);
const TEXT: Said = { kind: "text", wish: undefined };
const ENCRYPTED: Meaning = { kind: "encrypted" };
const MORE: Said = { kind: "more" };

export function meaningOf({ body, form, correctionOf, encrypted }: Heard): Meaning {
  if (encrypted) return ENCRYPTED;
  // Whatever is filled into a form is the answer, also where it begins with a slash.
  if (form !== undefined && form.kind !== "command") return { kind: "form", act: form };
  const said = saidBy(readQuotation(body)?.below || body);
  return correctionOf === undefined ? said : { kind: "correction", of: correctionOf, as: said };
}

function saidBy(body: string): Said {
  const line = readCommand(body);
  if (line === undefined) {
    if (body.length <= 10 && body.trim().toLowerCase() === "more") return MORE;
    // Behind two slashes it is the answer, whatever it says.
    const wish = textOf(body) === body ? wishOf(body) : undefined;
    return wish === undefined ? TEXT : { kind: "text", wish };
  }
  // A slash alone asks what there is.
  if (line.name === "" || line.name === "?") return { kind: "command", command: help, argument: "" };
  const resolved = resolveName(line.name, commandNames);
  if (resolved.kind !== "found") return { kind: "no command", typed: line.name, resolved };
  const command = commands.find(({ name }) => name === resolved.name) as Command;
  // "\a b" is hardly meant to end something.
  if (command.destroys === true && !standsAlone(body) && line.name.toLowerCase() !== command.name)
    return { kind: "no command", typed: line.name, resolved: { kind: "ambiguous", names: [command.name] } };
  return { kind: "command", command, argument: line.argument };
}

/** The parts of the state that the turn of such a message needs beside the conversation. */
export function needsOf(meaning: Meaning): Needs {
  switch (meaning.kind) {
    case "command":
      return meaning.command.needs?.(meaning.argument) ?? {};
    case "correction":
      return { ...needsOf(meaning.as), taken: true, corrected: meaning.of };
    case "more":
      return { paging: true };
    case "text":
      return meaning.wish === undefined ? {} : { taken: true };
    default:
      return {};
  }
}
