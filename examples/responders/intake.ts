/**
 * The intake of a helpline: a few questions before a member of staff takes over, and immediate advice for anybody who
 * is in danger.
 *
 * The person then waits in a line, and staff see the answers beside the room (the column conversation_id of the view
 * anteroom.rooms). It is the line of the queue `default`, or of the one that the environment variable INTAKE_QUEUE names.
 * Where INTAKE_QUEUE is empty, or INTAKE_WEBHOOK stands alone, how to reach the person is asked instead, and the record is
 * posted as JSON to INTAKE_WEBHOOK; without a webhook, staff find it in the view anteroom.conversations.
 * INTAKE_EMERGENCY replaces the text for emergencies. Anonymous people are anonymous to staff only: the database knows
 * whose conversation it was until `conversations.retention` deletes it.
 */
import { type Answer, choice, responder, text, yesNo } from "anteroom";

const EMERGENCY =
  process.env.INTAKE_EMERGENCY ??
  "If you or somebody near you is in danger now, please call 112 at once. I cannot get help to you from here.";

// Keywords catch only some of the people in danger, so the answer "now" to the question of urgency brings the same text.
const CRISIS =
  /\b(suicid\w*|kill (myself|me|him|her|them)|want to die|end my life|overdose|selbstmord|umbringen)\b/i;

/** The queue in whose line people wait; none: they are reached later. */
const lineOf = (): string | undefined => {
  const { INTAKE_QUEUE: queue, INTAKE_WEBHOOK: webhook } = process.env;
  return (queue ?? (webhook ? "" : "default")) || undefined;
};

const URGENCIES = { now: "now", days: "within days", later: "it can wait" };
const LANGUAGES = { en: "English", de: "Deutsch", fr: "français", uk: "українська" };
const urgency = choice(URGENCIES);
const language = choice(LANGUAGES);
const contact = choice({ chat: "here in the chat", phone: "by telephone" });

/** The same kind of answer, except that a refused cry for help is told where to find help. */
function heedful<T>(kind: Answer<T>): Answer<T> {
  return {
    ...kind,
    parse: (said, hearing) => {
      const read = kind.parse(said, hearing);
      return !read.ok && CRISIS.test(said) ? { ok: false, reason: EMERGENCY } : read;
    },
  };
}

export default responder("intake", {
  version: 1,
  help: [
    "Talk to somebody: /new intake [what it is about]",
    "A few questions, so that the right person answers you. You may stay anonymous. /abort ends it at any time.",
  ].join("\n"),
  props: {
    about: text().max(1_000),
    urgency,
    language,
    anonymous: yesNo(),
    contact: contact.optional(),
    phone: text().optional(),
  },
}).steps(
  "about",
  {
    about: {
      prompt: "What is it about? A few words are enough.",
      accept: text().max(1_000),
      receive: (c, about) => {
        c.set("about", about);
        if (CRISIS.test(about)) c.say(EMERGENCY);
        return c.go("urgency");
      },
    },
    urgency: {
      prompt: "How urgent is it?",
      accept: heedful(urgency),
      receive: (c, urgency) => {
        c.set("urgency", urgency);
        if (urgency === "now") c.say(EMERGENCY);
        return c.go("language");
      },
    },
    language: {
      prompt: "Which language do you prefer?",
      accept: heedful(language),
      into: "language",
      next: () => (lineOf() === undefined ? "anonymous" : "confirm"),
    },
    anonymous: {
      prompt: "Do you want to stay anonymous? Staff will then see neither your address nor your number.",
      accept: heedful(yesNo()),
      into: "anonymous",
      next: (c) => (c.anonymous ? "confirm" : "contact"),
    },
    contact: {
      prompt: "How may we reach you?",
      accept: heedful(contact),
      into: "contact",
      next: (c) => (c.contact === "phone" ? "phone" : "confirm"),
    },
    phone: {
      prompt: "What is your number?",
      accept: heedful(text().matching(/^\+?[\d /()-]{5,25}$/, "I need a telephone number: digits only.")),
      into: "phone",
      next: "confirm",
    },
    confirm: {
      prompt: (c) => `Shall I pass this on to our staff?\n"${c.about}"`,
      accept: heedful(yesNo()),
      receive: (c, yes) => {
        if (!yes) return c.abort("I have not passed anything on. You are welcome to come back at any time.");
        const queue = lineOf();
        if (queue === undefined) return c.complete("", { effect: "handOver" });
        c.say("Thank you. Our staff will see your answers.");
        return c.handOver({ queue, note: `${URGENCIES[c.urgency]} (${LANGUAGES[c.language]})` });
      },
    },
  },
  {
    // People may need time to find their words.
    timeout: { idle: "2h" },
    effects: {
      handOver: async ({ props, person, key, signal }) => {
        const { INTAKE_WEBHOOK: webhook } = process.env;
        if (!webhook) return "Thank you for writing. I will keep this here until our staff read it.";
        const response = await fetch(webhook, {
          method: "POST",
          headers: { "Content-Type": "application/json", "Idempotency-Key": key },
          body: JSON.stringify({ ...props, from: props.anonymous ? null : person.address }),
          signal,
        });
        // An effect that throws is tried again with the same key.
        if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
        return "Thank you for writing. Our staff have it now.";
      },
    },
  },
);
