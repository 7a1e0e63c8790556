/** What is written while nothing is going on: a greeting, the name of a responder, or something for the fallback. */

import { help, whatOneCanWrite } from "../commands/help.ts";
import { commands } from "../commands/index.ts";
import { newCommand } from "../commands/new.ts";
import type { Outcome } from "../outcome.ts";
import type { Wish } from "../plain-words/index.ts";
import { startedBy } from "../plain-words/starting.ts";
import { aside } from "../settle.ts";
import type { Turn } from "../turn.ts";
import { textOf } from "../typed-command.ts";
import { begin } from "./beginning.ts";

/** Rejects with the error of the responder that is begun. */
export async function firstContact(turn: Turn, wish: Wish | undefined): Promise<Outcome> {
  const { context, heard } = turn;
  const { registry, say, settings } = context;
  if (wish === "help") return help.run(turn, "", commands);
  const text = textOf(heard.body).trim();
  const started = wish === undefined || wish === "greeting" ? startedBy(text, registry) : undefined;
  if (started !== undefined) return newCommand.run(turn, started, commands);
  const fallback = registry.get(settings.fallback ?? "");
  // A greeting is no answer to the first question.
  if (fallback !== undefined) return begin(turn, fallback, wish === "greeting" ? "" : text);
  const opening =
    wish === "greeting"
      ? say("greeting", { bot: context.bot })
      : say(wish === undefined ? "hint" : "nothing-ongoing");
  return aside(context, undefined, { said: `${opening} ${whatOneCanWrite(context).join("\n")}` });
}
