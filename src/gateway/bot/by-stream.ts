/** Reaches people in browsers: the bot's side of a chat as messages of a thread and events of streams. */
import type { Clock } from "../../clock.ts";
import type { Delivery, ReplyTo, Said } from "../../conversations/index.ts";
import type { Person } from "../../ledger/person.ts";
import type { Choice, StanzaObject, Typing } from "../mapping/index.ts";
import { among, sayAmong, type Wakes } from "../stream/index.ts";

export interface ByStreamOptions {
  /** The component's domain. */
  readonly domain: string;
  /** The bot's bare JID. */
  readonly bot: string;
  /** `bot.name`. */
  readonly name: string;
  readonly clock: Clock;
  readonly wakes: Pick<Wakes, "pass">;
  readonly presence: Delivery["presence"];
}

export function byStream({ domain, bot, name, clock, wakes, presence }: ByStreamOptions): Delivery {
  const profile = JSON.stringify({ objectType: "bot", displayName: name });
  const show = (state: Typing["state"], { id }: Person, { thread }: ReplyTo): void => {
    if (thread === undefined) return;
    const stanza: StanzaObject = { type: "typing", typing: { thread, entity: bot, state } };
    wakes.pass({ people: [id] }, JSON.stringify([stanza]));
  };
  return {
    deliver: ({ address }, said, { say }) => ({
      writes: sayAmong(among(domain, [bot, address]), {
        id: said.id,
        sender: bot,
        senderId: undefined,
        saidAt: said.at ?? clock(),
        body: JSON.stringify(contentOf(said, say.lang)),
        profile,
      }),
    }),
    composing: (person, replyTo) => show("composing", person, replyTo),
    composed: (person, replyTo) => show("paused", person, replyTo),
    presence,
  };
}

function contentOf({ text, responses = [], replaces }: Said, language: string) {
  const choices: readonly Choice[] = responses.map(({ value, label }) => ({ value, label }));
  return {
    type: "plain",
    text,
    language,
    attachments: [],
    ...(replaces !== undefined && { replace: replaces }),
    ...(choices.length > 0 && { choices }),
  };
}
