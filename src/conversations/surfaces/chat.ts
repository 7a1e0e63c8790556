/**
 * The chat with the bot: messages become jobs in their person's queue, and what the engine decides becomes rows,
 * stanzas for the outbox, and receipts that leave after the commit, so that the sender's tick means "kept".
 */
import { StanzaError } from "../../errors.ts";
import { inboxKey } from "../../ledger/batch/inbox.ts";
import { type AnyJob, type Decision, type JobHandler, ofPerson, type Person } from "../../ledger/work.ts";
import { type EncryptedMessage, readMessage, type TextMessage } from "../../xmpp/message.ts";
import type { Element, Stanza } from "../../xmpp/stanza.ts";
import { displayedMarker } from "../../xmpp/xep/chat-markers.ts";
import { chatStateMessage } from "../../xmpp/xep/chat-states.ts";
import { receipt } from "../../xmpp/xep/receipts.ts";
import { hear } from "../engine/engine.ts";
import { type Meaning, meaningOf, needsOf } from "../engine/meaning.ts";
import { nothing, type Outcome } from "../engine/outcome.ts";
import { QUIET_MS, type Reception } from "../engine/pace.ts";
import { aside } from "../engine/settle.ts";
import { seenAgain } from "../engine/signout.ts";
import { needsTaken } from "../engine/step/resume.ts";
import type { Heard } from "../engine/turn.ts";
import { isPromise } from "../maybe.ts";
import { patiently } from "../slow-decision.ts";
import type { Absence, State } from "../state.ts";
import { recalled } from "../store/carry-over.ts";
import { loadStates } from "../store/load-state.ts";
import { loadAbsences } from "../store/notices.ts";
import { SIGNOUT } from "../store/writes.ts";
import { texts } from "../texts.ts";
import { type Desk, decisionOf } from "./bot.ts";
import { type BounceEvent, bounces } from "./bounces.ts";
import { Reminders } from "./encrypted.ts";
import { replyStanza } from "./reply-stanza.ts";

/** The head of a stanza. Its element is let go: a queue of small texts must not keep large stanzas alive. */
type Head = Pick<Stanza, "from" | "to" | "type" | "id">;

interface TextEvent {
  readonly head: Head;
  readonly message: TextMessage;
  readonly heard: Heard;
  readonly meaning: Meaning;
  readonly reception: Extract<Reception, { kind: "take" }>;
}

interface EncryptedEvent {
  readonly head: Head;
  readonly message: EncryptedMessage;
}

/** Gives the handler for messages to the bot. It throws a `StanzaError` where nothing more can be taken. */
export function chat(desk: Desk): (stanza: Stanza) => void {
  const said = textHandler(desk);
  const unreadable = encryptedHandler(desk);
  const bounced = bounces(desk);
  const post = (job: AnyJob): void => {
    if (desk.post(job)) return;
    throw new StanzaError("resource-constraint", { text: texts.busy });
  };
  return (stanza) => {
    const message = readMessage(stanza);
    const person = stanza.from.bare;
    const { from, to, type, id } = stanza;
    const head: Head = { from, to, type, id };
    switch (message.kind) {
      case "text": {
        const { body, thread, delayedSince, correctionOf } = message;
        const heard: Heard = { body, stanzaId: id, thread, delayedSince, correctionOf };
        const meaning = meaningOf(heard);
        const reception = desk.paces.heard(person, { text: body, command: meaning.kind === "command" });
        // Neither handled nor kept, so that it gets no receipt.
        if (reception.kind === "leave") return;
        const event: TextEvent = { head, message, heard, meaning, reception };
        post({
          ...ofPerson(person),
          event,
          handler: said,
          once: inboxKey({ from: from.full, to: to.bare, id, body }),
          size: 2 * body.length,
        });
        return;
      }
      case "encrypted":
        post({
          ...ofPerson(person),
          event: { head, message },
          handler: unreadable,
          once: inboxKey({ from: from.full, to: to.bare, id, body: "" }),
        });
        return;
      case "error":
        // Best effort: who floods us with errors fills only his own queue.
        if (message.of !== undefined) {
          const event: BounceEvent = { of: message.of, condition: message.condition };
          desk.post({ ...ofPerson(person), event, handler: bounced });
        }
        return;
      case "ignored":
        desk.log.trace({ from: stanza.from.full, why: message.why }, "message ignored");
    }
  };
}

function textHandler(desk: Desk): JobHandler<TextEvent, State> {
  const replyTo = ({ head, message }: TextEvent, person: Person) => ({
    from: desk.bot,
    to: head.from.bare,
    thread: message.thread,
    lang: message.lang ?? person.lang,
    chatStates: message.chatStates,
  });
  const decided = (event: TextEvent, person: Person, outcome: Outcome): Decision => {
    const { head, message } = event;
    const { chatStates, thread } = message;
    const decision = decisionOf(desk, outcome, person, replyTo(event, person));
    const send = [...(decision.send ?? []), ...lastWord(event, person)];
    const ephemeral = acknowledgements(event);
    if (outcome.working && chatStates) ephemeral.push(composingTo(desk, head, thread));
    return { ...decision, send, ephemeral, lang: message.lang };
  };
  /** What is said before silence. */
  const lastWord = (event: TextEvent, person: Person): readonly Element[] => {
    if (!event.reception.last) return [];
    desk.log.info({ person: person.address }, "an automatic answerer: no answers until it has been quiet");
    const said = { id: desk.newId(), text: texts.automatic(QUIET_MS), thread: undefined, verbatim: false };
    return [replyStanza(said, replyTo(event, person))];
  };
  const answered = (
    event: TextEvent,
    state: State,
    person: Person,
    now: number,
  ): Decision | Promise<Decision> => {
    const lang = event.message.lang ?? person.lang;
    const context = desk.context(now, { address: person.address, lang });
    const outcome = hear({ context, state, heard: event.heard }, event.meaning);
    if (!isPromise(outcome)) return decided(event, person, outcome);
    const { head, message } = event;
    const show = (): void => {
      if (message.chatStates) desk.sendNow(composingTo(desk, head, message.thread));
    };
    return patiently(desk.scheduler, outcome, show).then((late) => decided(event, person, late));
  };
  return {
    name: "chat",
    load: (db, jobs) =>
      loadStates(
        db,
        desk,
        jobs.map(({ event, person }) => ({ personId: person.id, needs: needsOf(event.meaning) })),
      ),
    recall: (left, { meaning }) => {
      if (meaning.kind !== "text") return undefined;
      const conversation = recalled(left);
      if (conversation.pending !== null || needsTaken(desk.registry, conversation)) return undefined;
      // Who has just been heard is not absent.
      return { conversation };
    },
    decide: (event, state, person, now) => {
      const { delay } = event.reception;
      if (delay === 0) return answered(event, state, person, now);
      return new Promise<void>((resolve) => desk.scheduler.after(delay, resolve)).then(() =>
        answered(event, state, person, desk.clock()),
      );
    },
    repeated: (event) => ({ ephemeral: acknowledgements(event) }),
    failed: (event, person, _error, reference) => ({
      send: [
        replyStanza(
          { id: desk.newId(), text: texts.failed(reference), thread: undefined, verbatim: false },
          replyTo(event, person),
        ),
        ...lastWord(event, person),
      ],
      ephemeral: acknowledgements(event),
      // Who writes is there, whatever comes of it.
      writes: [desk.timers.clear(SIGNOUT, person.id)],
      afterCommit: () => desk.paces.spoke(person.address, "stayed"),
    }),
  };
}

/** What the sender's client asked for: a receipt (XEP-0184), a marker (XEP-0333). */
function acknowledgements({ head, message }: TextEvent): Element[] {
  const { id } = head;
  const answers: Element[] = [];
  if (id === undefined) return answers;
  if (message.receiptRequested) answers.push(receipt(head, id));
  if (message.markable) answers.push(displayedMarker(head, id, message.thread));
  return answers;
}

function composingTo(desk: Desk, head: Head, thread: string | undefined): Element {
  return chatStateMessage(desk.bot, head.from.full, "composing", thread);
}

/** Encrypted messages get a hint, once a day. */
function encryptedHandler(desk: Desk): JobHandler<EncryptedEvent, Absence> {
  const reminders = new Reminders();
  return {
    name: "chat-encrypted",
    load: (db, jobs) =>
      loadAbsences(
        db,
        desk.domain,
        SIGNOUT,
        jobs.map(({ person }) => person.id),
      ),
    decide: ({ head, message }, absence, person, now) => {
      const due = reminders.isDue(person.address, now);
      const { reply } = due
        ? aside(desk.context(now, person), undefined, { said: texts.encrypted })
        : nothing;
      const { thread, chatStates } = message;
      const lang = message.lang ?? person.lang;
      const to = { from: desk.bot, to: head.from.bare, thread, lang, chatStates };
      const decision = decisionOf(desk, { ...nothing, changes: seenAgain(absence), reply }, person, to);
      return due ? { ...decision, afterCommit: () => reminders.given(person.address, now) } : decision;
    },
    failed: () => ({}),
  };
}
