/**
 * Answers one message, by functions of the stored state, the message, the time and the settings. Their outcome says what
 * to store and what to say. The functions of authors run in here. If one of them throws, so does the engine, and nothing
 * has happened.
 */

import { readQuotation } from "../../xmpp/quotation.ts";
import { yesNo } from "../answers/yes-no.ts";
import { quoted, resolveName } from "../names.ts";
import type { Conversation, Doubt, DoubtfulWish, Warning } from "../state.ts";
import { firstContact } from "./beginning/first-contact.ts";
import { abort } from "./commands/abort.ts";
import { back } from "./commands/back.ts";
import { answerAside } from "./commands/command.ts";
import { help } from "./commands/help.ts";
import { commands } from "./commands/index.ts";
import { moreOfList } from "./commands/list.ts";
import { newCommand } from "./commands/new.ts";
import { takenOver } from "./effects/intent.ts";
import type { Meaning } from "./meaning.ts";
import { nothing, type Outcome } from "./outcome.ts";
import { folded, isWishIn, type Wish, wishOf } from "./plain-words/index.ts";
import { startsAnother } from "./plain-words/starting.ts";
import { aside, settle, wake } from "./settle.ts";
import { seenAgain } from "./signout.ts";
import { ask, askWhich, fits, takeAnswer } from "./step/accept-or-refuse.ts";
import { takeCorrection } from "./step/correction.ts";
import { chosenIn, resolvedBy } from "./step/doubt.ts";
import { isLate, isOlder, shortened, shownBack } from "./step/late.ts";
import { changedNote, openPrompt, shownAs } from "./step/prompt.ts";
import { resume } from "./step/resume.ts";
import { prepared } from "./step/script-steps.ts";
import type { Turn } from "./turn.ts";
import { textOf } from "./typed-command.ts";

/** Answers a message with this meaning. Rejects if a function of the responder throws or rejects. */
export async function hear(turn: Turn, meaning: Meaning): Promise<Outcome> {
  const context = await prepared(turn.context, turn.state.conversation, turn.state.facts);
  const outcome = await answered(context === turn.context ? turn : { ...turn, context }, meaning);
  const seen = seenAgain(turn.state.absence);
  return seen.length === 0 ? outcome : { ...outcome, changes: [...outcome.changes, ...seen] };
}

async function answered(turn: Turn, meaning: Meaning): Promise<Outcome> {
  const { conversation } = turn.state;
  switch (meaning.kind) {
    case "command":
      return meaning.command.moves === true && isLate(turn)
        ? shownBack(turn)
        : meaning.command.run(turn, meaning.argument, commands);
    case "no command":
      return answerAside(turn, noCommand(turn, meaning));
    case "correction":
      return takeCorrection(turn, meaning, () => answered(turn, meaning.as));
    case "encrypted":
      return answerAside(turn, turn.context.say("encrypted"));
    case "form": {
      const doubt = conversation?.warning?.doubt;
      if (meaning.act.kind === "answer") {
        if (conversation === undefined) return nothing;
        return doubt === undefined
          ? answerTo(turn, conversation)
          : chose(turn, conversation, doubt, meaning.act.values);
      }
      return meaning.act.stale === true
        ? answerAside(turn, turn.context.say("form-stale"), { tone: "warn" })
        : answerAside(turn, "");
    }
    case "more":
      return (await moreOfList(turn)) ?? said(turn, undefined);
    case "text":
      return said(turn, meaning.wish);
  }
}

type NoCommand = Extract<Meaning, { readonly kind: "no command" }>;

/** The commands for words that are no names of commands: people write them with a slash. */
const COMMAND_FOR: Readonly<Record<Wish, string>> = {
  help: "help",
  abort: "abort",
  enough: "abort",
  back: "back",
  restart: "new",
  // "start" is one, too.
  greeting: "new",
};

function noCommand({ context, state }: Turn, { typed, resolved }: NoCommand): string {
  const { say, registry } = context;
  const name = quoted(typed);
  const slashed = (names: readonly string[]): readonly string[] => names.map((one) => `/${one}`);
  // Its beginning may be that of a responder: telephones and people leave out the "new".
  const responder = resolveName(typed, [...registry.keys()]);
  if (responder.kind === "found") return say("command-is-responder", { responder: responder.name });
  if (resolved.kind === "ambiguous")
    return say("ambiguous-command", { name, names: slashed(resolved.names) });
  const named = wishOf(typed);
  const command = named === undefined ? undefined : COMMAND_FOR[named];
  const [, behindNew] = /^new(.+)$/iu.exec(typed) ?? [];
  const begun = behindNew === undefined ? undefined : resolveName(behindNew, [...registry.keys()]);
  const nearest = [
    ...slashed(command !== undefined ? [command] : resolved.nearest),
    ...(begun?.kind === "found" ? [`/new ${begun.name}`] : []),
    ...(responder.kind === "unknown" ? responder.nearest : responder.names).map((one) => `/new ${one}`),
  ];
  const unknown =
    nearest.length === 0
      ? say("unknown-command", { name })
      : say("unknown-command-nearest", { name, nearest });
  return state.conversation === undefined ? unknown : `${unknown} ${say("slash-answer", { name })}`;
}

/** Answers a text, which is an answer or begins a conversation. */
async function said(turn: Turn, wish: Wish | undefined): Promise<Outcome> {
  const { context, state } = turn;
  const { conversation } = state;
  if (conversation === undefined) return firstContact(turn, wish);
  const { warning } = conversation;
  if ((warning?.doubt !== undefined || wish !== undefined) && isLate(turn)) return shownBack(turn);
  if (warning?.doubt !== undefined) return doubted(turn, conversation, warning.doubt, wish);
  if (warning?.at === undefined || !isAnswerToWarning(turn, warning, wish)) {
    return answerTo(turn, conversation, { wish });
  }
  const told = { ...conversation, warning: { ...warning, unsure: true } as const };
  const { changes } = settle(context, { conversation: told, said: "" });
  return { ...answerAside(turn, context.say("yes-to-which")), changes };
}

/** "Yes" below a warning and the open question may be meant for either, "cancel" for the command or for the conversation. */
function isAnswerToWarning(
  { context, heard }: Turn,
  { at = 0, unsure }: Warning,
  wish: Wish | undefined,
): boolean {
  const { now, person, say, settings } = context;
  if (unsure || Math.abs(now - at) > settings.warn) return false;
  if (wish === "abort" || wish === "enough") return true;
  return yesNo().parse(heard.body, { now, lang: person.lang, say }).ok;
}

/** Answers the form that asks which was meant. */
function chose(
  turn: Turn,
  conversation: Conversation,
  doubt: Doubt,
  values: readonly string[],
): Promise<Outcome> {
  const { meant, body } = chosenIn(turn.context, doubt, values);
  const heard = { ...turn.heard, body, form: { kind: "command" } as const };
  return settled({ ...turn, heard }, conversation, doubt, meant);
}

/** Answers the reply to the question which was meant. */
function doubted(
  turn: Turn,
  conversation: Conversation,
  doubt: Doubt,
  wish: Wish | undefined,
): Promise<Outcome> {
  const meant = wish === doubt.wish ? "wish" : resolvedBy(turn.context, doubt, answerIn(turn));
  return settled(turn, conversation, doubt, meant, wish);
}

async function settled(
  turn: Turn,
  conversation: Conversation,
  doubt: Doubt,
  meant: ReturnType<typeof resolvedBy>,
  wish?: Wish,
): Promise<Outcome> {
  const { context, state, heard } = turn;
  const { doubt: _, ...warning } = conversation.warning ?? {};
  const clear = { ...conversation, warning };
  const without = { ...turn, state: { ...state, conversation: clear } };
  switch (meant) {
    case "wish": {
      const outcome = await granted(without, clear, doubt.wish, doubt.body);
      if (outcome.changes.some(({ kind }) => kind === "update")) return outcome;
      const { changes } = settle(context, { conversation: clear, said: "" });
      return { ...outcome, changes: [...changes, ...outcome.changes] };
    }
    case "answer":
      // An edited "2" would not be a better answer.
      return answerTo({ ...without, heard: { ...heard, stanzaId: undefined } }, clear, { text: doubt.body });
    case "unclear":
      return answerAside(turn, "");
    case "neither":
      return answerTo(without, clear, { wish });
  }
}

/** Does what a word to the bot asks for. */
async function granted(
  turn: Turn,
  conversation: Conversation,
  wish: DoubtfulWish,
  text = "",
): Promise<Outcome> {
  switch (wish) {
    case "help":
    case "greeting":
      return help.run(turn, "", commands);
    case "new":
      return newCommand.run(turn, startsAnother(text, [...turn.context.registry.keys()]) ?? "", commands);
    case "abort":
    case "enough":
      return abort.run(turn, "", commands);
    case "back":
      return back.run(turn, "", commands);
    case "restart":
      return newCommand.run(turn, conversation.responder, commands);
    case "skip":
      return answerTo(turn, conversation, { text: "-" });
  }
}

interface Answered {
  readonly wish?: Wish | undefined;
  /** Read in place of the body. */
  readonly text?: string;
}

async function answerTo(
  turn: Turn,
  conversation: Conversation,
  { wish, text }: Answered = {},
): Promise<Outcome> {
  const { context, state, heard } = turn;
  const { say } = context;
  const { responder, pending } = conversation;
  const asked = wish === "greeting" || wish === "enough" ? undefined : wish;
  if (pending !== null) {
    if (asked !== undefined) return granted(turn, conversation, asked);
    if (state.stranded === undefined) return settle(context, { conversation, heard, said: say("working") });
    if (!context.registry.has(responder))
      return aside(context, conversation, { said: say("responder-gone", { responder }) });
    const also = [
      ...takenOver(context, { ...conversation, pending }, state.stranded),
      // Nobody ends it as idle there, either.
      ...wake(context, conversation, context.now),
    ];
    return settle(context, { conversation, heard, said: say("working"), also, working: true });
  }
  const resumed = resume(context.registry, conversation, state.taken);
  if (asked !== undefined && (resumed === undefined || resumed.changed !== undefined)) {
    return granted(turn, conversation, asked);
  }
  if (resumed === undefined)
    return aside(context, conversation, { said: say("responder-gone", { responder }) });
  if (resumed.changed !== undefined && conversation.warning?.shown !== shownAs(resumed)) {
    const asked = { ...resumed.conversation, askedAt: context.now };
    // This message does not answer the new question.
    return ask(context, { resumed: { ...resumed, conversation: asked }, heard }, changedNote(say, resumed));
  }
  if (isOlder(heard, conversation.askedAt) && resumed.step.waits !== true) {
    return ask(context, { resumed, heard, verbatim: true }, say("delayed", { body: shortened(heard.body) }));
  }
  const answer = text ?? answerIn(turn);
  // The open question, quoted with nothing below.
  if (answer === "" && heard.form === undefined) return answerAside(turn, "");
  if (heard.form === undefined && text === undefined) {
    const started = startsAnother(answer, [...context.registry.keys()]);
    const same = resumed.step.waits === true && started === responder;
    const other = wish ?? (started === undefined || same ? undefined : "new");
    if (other !== undefined && other !== "greeting") {
      const fit = fits(context, resumed, answer);
      if (fit === "no" && other !== "enough") return granted(turn, conversation, other, answer);
      const known = other === "new" || isWishIn(answer, [context.person.lang ?? say.lang, say.lang, "en"]);
      if (fit === "any" && known) return askWhich(context, { resumed, heard }, { wish: other, body: answer });
    }
  }
  return takeAnswer(context, { resumed, heard, text: answer, meant: text !== undefined });
}

/** The text of an answer: without the second slash that makes it no command, and without the question quoted in it. */
function answerIn({ context, state, heard }: Turn): string {
  const quotation = readQuotation(heard.body);
  if (quotation === undefined) return textOf(heard.body);
  const question = folded(openPrompt({ context, state }).text);
  const quotes = quotation.quoted.some((line) => line.trim().length > 2 && question.includes(folded(line)));
  return textOf(quotes ? quotation.below : heard.body);
}
