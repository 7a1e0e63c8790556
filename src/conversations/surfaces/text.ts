/**
 * Takes the messages that people write, on whatever way they came. Each becomes a job of its person's queue, and the
 * engine's outcome becomes rows and messages.
 */
import { StanzaError } from "../../errors.ts";
import { type Decision, type JobHandler, type Once, ofPerson } from "../../ledger/job.ts";
import type { Person, PersonKey } from "../../ledger/person.ts";
import type { Write } from "../../ledger/statement.ts";
import { type Say, span } from "../../texts/index.ts";
import type { Element } from "../../xmpp/stanza.ts";
import { hear } from "../engine/engine.ts";
import { type Meaning, meaningOf, needsOf } from "../engine/meaning.ts";
import { QUIET_MS, type Reception } from "../engine/pace.ts";
import type { Heard } from "../engine/turn.ts";
import { patiently } from "../slow-decision.ts";
import type { State } from "../state.ts";
import { leavingOf } from "../store/carry-over.ts";
import { loadStates } from "../store/load-state.ts";
import { SIGNOUT } from "../store/writes.ts";
import { type Bot, decisionOf } from "./bot.ts";
import { type Delivered, delivering, type ReplyTo } from "./delivery.ts";

/** A message to the bot. */
export interface Written {
  readonly heard: Heard;
  /** Made by `inboxKey`. A message that comes under the same key again is a repeat. */
  readonly once: Once;
  /** The language that it is said to be in (RFC 5646). */
  readonly lang?: string | undefined;
  /** The client that the answer goes to. */
  readonly replyTo: Pick<ReplyTo, "chatStates" | "client">;
  /** Acknowledgements that the sender's client asked for. They are sent once it is kept, and again for each repeat. */
  readonly acknowledgements?: readonly Element[];
  /** Written with its answer, also where that is an apology, and again for each repeat. */
  readonly writes?: readonly Write[];
  /** Called once with whether it is kept. */
  readonly settled?: (kept: boolean) => void;
}

// Objects on the path of every message are built field by field: spreading costs microseconds.
interface TextEvent {
  readonly written: Written;
  readonly meaning: Meaning;
  readonly reception: Extract<Reception, { kind: "take" }>;
}

/**
 * Makes the function that takes a message. It gives `false` if the message is neither handled nor kept, since its sender
 * is an automatic answerer, and throws a `StanzaError` if nothing more can be taken.
 */
export function texting(bot: Bot): (person: PersonKey, written: Written) => boolean {
  const handler = textHandler(bot);
  return (person, written) => {
    const { heard, once, settled } = written;
    const meaning = meaningOf(heard);
    const { queue } = ofPerson(person);
    const sign = { text: heard.body, command: meaning.kind === "command" };
    const reception = bot.paces.heard(queue, sign);
    if (reception.kind === "leave") return false;
    const event: TextEvent = { written, meaning, reception };
    const job = { queue, person, event, handler, once, size: 2 * heard.body.length };
    if (!bot.post(settled === undefined ? job : { ...job, settled })) {
      throw busy(bot.say(written.lang));
    }
    return true;
  };
}

/** The error for a person too many of whose messages wait. */
export function busy(say: Say): StanzaError {
  return new StanzaError("resource-constraint", { text: say("busy"), lang: say.lang });
}

function textHandler(bot: Bot): JobHandler<TextEvent, State> {
  const replyTo = ({ written }: TextEvent, person: Person): ReplyTo => ({
    thread: written.heard.thread,
    say: bot.say(written.lang ?? person.lang),
    chatStates: written.replyTo.chatStates,
    client: written.replyTo.client,
  });
  const acknowledged = ({ written: { acknowledgements = [], writes = [] } }: TextEvent): Decision => ({
    writes,
    ephemeral: acknowledgements,
  });
  const said = (event: TextEvent, person: Person, line: (say: Say) => string): Delivered => {
    const to = replyTo(event, person);
    const message = { id: bot.newId(), text: line(to.say), thread: undefined, verbatim: false };
    return bot.deliveries.to(person).deliver(person, message, to);
  };
  /** The line that is said before the bot falls silent. */
  const lastWord = (event: TextEvent, person: Person): readonly Delivered[] => {
    if (!event.reception.last) return [];
    bot.log.info(
      { person: person.address },
      "this account answers automatically; it gets no replies until it has been quiet",
    );
    return [said(event, person, (say) => say("automatic", span(QUIET_MS)))];
  };
  return {
    name: "chat",
    load: (db, jobs) =>
      loadStates(
        db,
        bot,
        jobs.map(({ event, person }) => ({ personId: person.id, needs: needsOf(event.meaning) })),
      ),
    decide: async (event, state, person, now) => {
      const { written, meaning, reception } = event;
      const { delay } = reception;
      if (delay > 0) await new Promise<void>((resolve) => bot.scheduler.after(delay, resolve));
      const { heard, lang, acknowledgements: ephemeral = [] } = written;
      const to = replyTo(event, person);
      const show = (): void => bot.deliveries.to(person).composing(person, to);
      const spoken = { address: person.address, lang: lang ?? person.lang };
      const context = bot.context(delay > 0 ? bot.clock() : now, spoken);
      const outcome = await patiently(bot.scheduler, hear({ context, state, heard }, meaning), show);
      const decided = decisionOf(bot, outcome, person, to, leavingOf);
      const { writes = [], send = [], leaves, afterCommit } = decided;
      const all = written.writes === undefined ? writes : [...written.writes, ...writes];
      const decision: Decision = { writes: all, send, ephemeral, lang, leaves, afterCommit };
      return delivering(decision, [
        ...lastWord(event, person),
        ...(outcome.working ? [{ afterCommit: show }] : []),
      ]);
    },
    repeated: acknowledged,
    about: (_, state) => ({ conversation: state?.conversation?.id }),
    failed: (event, person, _error, reference) => {
      const { writes = [], ephemeral = [] } = acknowledged(event);
      return delivering(
        {
          ephemeral,
          // A person who writes is there, even if the answer fails.
          writes: [...writes, bot.timers.clear(SIGNOUT, person.id)],
          afterCommit: () => bot.paces.spoke(ofPerson(person).queue, "stayed"),
        },
        [said(event, person, (say) => say("failed", { reference })), ...lastWord(event, person)],
      );
    },
  };
}
