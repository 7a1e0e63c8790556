/**
 * Responders as ad-hoc commands (XEP-0050). The id of a session is that of a conversation, the same one that the chat
 * goes on with, and nothing of it is kept in memory. A request goes through the person's queue like a message, and is
 * answered after the commit.
 *
 * The answer itself is not kept. If it is lost with the process or the stream, the client times out, and executing the
 * command again shows the stage that was reached.
 */
import { StanzaError } from "../../errors.ts";
import { inboxKey } from "../../ledger/batch/inbox.ts";
import { type JobHandler, ofPerson } from "../../ledger/job.ts";
import type { CommandRequest, Commands } from "../../xmpp/addresses.ts";
import type { Element } from "../../xmpp/stanza.ts";
import { hear } from "../engine/engine.ts";
import { meaningOf } from "../engine/meaning.ts";
import { nothing } from "../engine/outcome.ts";
import { seenAgain } from "../engine/signout.ts";
import { patiently } from "../slow-decision.ts";
import { findConversations } from "../store/load.ts";
import { loadStates } from "../store/load-state.ts";
import { SIGNOUT } from "../store/writes.ts";
import { readRequest, type SessionState } from "./ad-hoc-request.ts";
import { stageElement } from "./ad-hoc-stage.ts";
import { type Bot, decisionOf } from "./bot.ts";
import { busy } from "./text.ts";

interface CommandEvent {
  readonly request: CommandRequest;
  /** Takes the answer that is sent once it is committed. If it is called again, the last answer counts. */
  readonly answer: (answered: Element | StanzaError) => void;
}

/** The responders as the commands of the bot. */
export function responderCommands(bot: Bot): Commands {
  const handler = commandHandler(bot);
  return {
    list: () =>
      [...bot.registry.values()].map(({ name, help }) => ({
        node: name,
        name: help.split("\n", 1)[0] || name,
      })),
    execute: async (request, { element, from, to, id }) => {
      if (!bot.registry.has(request.node)) throw new StanzaError("item-not-found");
      const body = element.toString();
      return new Promise((resolve, reject) => {
        let answered: Element | StanzaError | undefined;
        const answer = (decided: Element | StanzaError): void => {
          answered = decided;
        };
        const settled = (committed: boolean): void => {
          if (answered instanceof StanzaError) reject(answered);
          else if (committed && answered !== undefined) resolve(answered);
          else reject(new StanzaError("internal-server-error", { type: "wait" }));
        };
        const job = {
          ...ofPerson({ kind: "xmpp", address: from.bare }),
          event: { request, answer },
          handler,
          once: inboxKey({ from, to: to.bare, id, body }),
          size: 2 * body.length,
          settled,
        };
        if (!bot.post(job)) reject(busy(bot.say(request.lang)));
      });
    },
  };
}

function commandHandler(bot: Bot): JobHandler<CommandEvent, SessionState> {
  const decide: JobHandler<CommandEvent, SessionState>["decide"] = async (event, state, person, now) => {
    const { request, answer } = event;
    const requested = readRequest(request, state);
    if ("error" in requested) {
      answer(requested.error);
      return decisionOf(bot, { ...nothing, changes: seenAgain(state.absence) }, person);
    }
    const context = bot.context(now, { ...person, lang: request.lang ?? person.lang });
    const { heard } = requested;
    const outcome = await patiently(bot.scheduler, hear({ context, state, heard }, meaningOf(heard)));
    answer(stageElement(outcome, state, { node: request.node, say: context.say, newSession: bot.newId }));
    return { ...decisionOf(bot, { ...outcome, reply: undefined }, person), lang: request.lang };
  };
  return {
    name: "ad-hoc",
    load: async (db, jobs) => {
      const sessions = jobs.flatMap(({ event, person }) =>
        event.request.session === undefined ? [] : [{ personId: person.id, id: event.request.session }],
      );
      const asking = jobs.map(({ person }) => ({ personId: person.id, needs: { taken: true } as const }));
      const [states, known] = await Promise.all([
        loadStates(db, bot, asking),
        findConversations(db, sessions),
      ]);
      return states.map((state, index) => {
        const { event, person, repeat } = jobs[index] as (typeof jobs)[number];
        // A session that is not known is somebody else's, or nobody's.
        return { ...state, known: known.has(`${person.id} ${event.request.session}`), repeat };
      });
    },
    decide,
    repeated: decide,
    failed: ({ answer, request }, person, _error, reference) => {
      const say = bot.say(request.lang ?? person.lang);
      const text = say("failed", { reference });
      answer(new StanzaError("internal-server-error", { text, lang: say.lang, type: "wait" }));
      // A person who fills in a form is there, even if the request fails.
      return { writes: [bot.timers.clear(SIGNOUT, person.id)] };
    },
  };
}
