/** What is written while nothing is going on: a greeting, the name of a responder, or something for the fallback. */

import { yesNo } from "../../answers/yes-no.ts";
import { help, whatOneCanWrite } from "../commands/help.ts";
import { commands } from "../commands/index.ts";
import { newCommand } from "../commands/new.ts";
import type { Outcome } from "../outcome.ts";
import { withoutPolite } from "../plain-words/folded.ts";
import { mentions, type Wish } from "../plain-words/index.ts";
import { startedBy } from "../plain-words/starting.ts";
import { aside } from "../settle.ts";
import type { Turn } from "../turn.ts";
import { textOf } from "../typed-command.ts";
import { begin } from "./beginning.ts";

/** Whether a text says yes, no or thanks, and nothing else: whoever writes it has a question in mind that is over. */
function answersOnly({ context: { now, person, say } }: Turn, text: string): boolean {
  if (!/\p{L}/u.test(text)) return false;
  return withoutPolite(text) === "" || yesNo().parse(text, { now, lang: person.lang, say }).ok;
}

/** Rejects with the error of the responder that is begun. */
export async function firstContact(turn: Turn, wish: Wish | undefined): Promise<Outcome> {
  const { context, heard } = turn;
  const { registry, say, settings } = context;
  if (wish === "help") return help.run(turn, "", commands);
  const text = textOf(heard.body).trim();
  const started = wish === undefined || wish === "greeting" ? startedBy(text, registry) : undefined;
  if (started !== undefined) return newCommand.run(turn, started, commands);
  const reply = wish !== undefined || answersOnly(turn, text);
  const fallback = registry.get(settings.fallback ?? "");
  if (fallback !== undefined && !reply) return begin(turn, fallback, heard.body.trim());
  const named = [...registry.keys()].filter((name) => mentions(text, name));
  const opening =
    wish === "greeting"
      ? say("greeting", { bot: context.bot })
      : wish !== undefined || fallback !== undefined
        ? say("nothing-ongoing")
        : named.length === 1
          ? say("hint-named", { responder: named.join() })
          : say("hint");
  return aside(context, undefined, { said: `${opening} ${whatOneCanWrite(context).join("\n")}` });
}
