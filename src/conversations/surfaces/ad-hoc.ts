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
import { type JobHandler, type Once, ofPerson } from "../../ledger/job.ts";
import type { CommandRequest, Commands } from "../../xmpp/addresses.ts";
import type { Element } from "../../xmpp/stanza.ts";
import { hear } from "../engine/engine.ts";
import { look } from "../engine/look.ts";
import { meaningOf } from "../engine/meaning.ts";
import { type Change, nothing, type Outcome } from "../engine/outcome.ts";
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
  readonly answer: (answered: Answered) => void;
  /** The step looks at the facts, and the answer shows what it then asks. */
  readonly looking?: true;
}

type Answered =
  | Element
  | StanzaError
  /** The answer is made in another job, after the commit of this one: its step looks at what that has changed. */
  | { readonly look: string };

/** The responders as the commands of the bot. */
export function responderCommands(bot: Bot): Commands {
  const handler = commandHandler(bot);
  return {
    list: (asking) =>
      [...bot.registryFor(asking).values()].map(({ name, help }) => ({
        node: name,
        name: help.split("\n", 1)[0] || name,
      })),
    execute: async (request, { element, from, to, id }) => {
      if (!bot.registryFor(from.bare).has(request.node)) throw new StanzaError("item-not-found");
      const body = element.toString();
      return new Promise((resolve, reject) => {
        let answered: Answered | undefined;
        const answer = (decided: Answered): void => {
          answered = decided;
        };
        const post = (event: Omit<CommandEvent, "answer">, once?: Once): void => {
          const { bare: address } = from;
          const about = { event: { ...event, answer }, handler, size: 2 * body.length, settled };
          const job = { ...ofPerson({ kind: "xmpp", address }), ...about };
          if (!bot.post(once === undefined ? job : { ...job, once })) reject(busy(bot.say(request.lang)));
        };
        const settled = (committed: boolean): void => {
          const last = answered;
          answered = undefined;
          if (last instanceof StanzaError) reject(last);
          else if (!committed || last === undefined) {
            reject(new StanzaError("internal-server-error", { type: "wait" }));
          } else if ("look" in last) {
            const { node, lang } = request;
            const again = { node, lang, action: "execute", session: last.look, form: undefined } as const;
            post({ request: again, looking: true });
          } else resolve(last);
        };
        post({ request }, inboxKey({ from, to: to.bare, id, body }));
      });
    },
  };
}

function commandHandler(bot: Bot): JobHandler<CommandEvent, SessionState> {
  const decide: JobHandler<CommandEvent, SessionState>["decide"] = async (event, state, person, now) => {
    const { request, answer, looking } = event;
    const requested = readRequest(request, state, bot.registry.get(request.node));
    if ("error" in requested) {
      answer(requested.error);
      return decisionOf(bot, { ...nothing, changes: seenAgain(state.absence) }, person);
    }
    const context = bot.context(now, { ...person, lang: request.lang ?? person.lang });
    const { heard } = requested;
    const heardNow = (): Promise<Outcome> => hear({ context, state, heard }, meaningOf(heard));
    const looked = looking && (await patiently(bot.scheduler, look(context, state, request.session ?? "")));
    const silent =
      looked === undefined || (looked.reply === undefined && looked.conversation?.status === "ongoing");
    const outcome = silent ? await patiently(bot.scheduler, heardNow()) : looked;
    const id = outcome.conversation?.responder === request.node ? outcome.conversation.id : undefined;
    const later = (change: Change): boolean => change.kind === "look" && change.conversation === id;
    if (id !== undefined && outcome.changes.some(later)) {
      answer({ look: id });
      // Nothing is said by message that the answer shows.
      const changes = outcome.changes.filter((change) => !later(change));
      return { ...decisionOf(bot, { ...outcome, changes, reply: undefined }, person), lang: request.lang };
    }
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
