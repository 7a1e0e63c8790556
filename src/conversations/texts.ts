/**
 * Everything the bot says by itself, in one place, so that a translation is one more table of this shape.
 * Short sentences without markup: they are read on a telephone, in any client.
 */
import { durationText } from "../duration.ts";

export const texts = {
  // Answers
  textEmpty: "I need a few words here.",
  textShort: (min: number) => `That is too short: at least ${min} characters, please.`,
  textLong: (max: number, length: number) => `That is too long: ${length} characters, ${max} at most.`,
  dateUnclear:
    'I do not recognise a date in that. Write for example "tomorrow", "24 December" or "2025-12-24".',
  dateAmbiguous: 'I cannot tell the day from the month there. Write for example "3 April" or "2026-04-03".',
  dateImpossible: "There is no such day in the calendar.",
  dateBefore: (day: string, from: string) => `${day} is too early: ${from} is the first day possible.`,
  dateAfter: (day: string, until: string) => `${day} is too late: ${until} is the last day possible.`,
  datePast: (day: string) => `${day} is over already. I need today or a later day.`,
  dateFuture: (day: string) => `${day} is still to come. I need today or an earlier day.`,
  numberUnclear: (example: string) =>
    `I do not recognise a number in that. Write it in digits, for example "${example}".`,
  numberAmbiguous: (grouped: string, fraction: string) =>
    `I cannot tell whether that is ${grouped} or ${fraction}. Please write one of these.`,
  numberInexact: "That is more than I can keep exactly. I need a number with at most 15 digits.",
  numberWhole: (example: string) => `I need a whole number here, for example "${example}".`,
  numberSmall: (value: string, min: string) => `${value} is too small: ${min} is the least possible.`,
  numberLarge: (value: string, max: string) => `${value} is too large: ${max} is the most possible.`,
  jidUnclear: (domain = "example.org") =>
    `I do not recognise an address in that. It looks like ann@${domain}.`,
  jidDomain: (domains: readonly string[]) =>
    `I can only take an address at ${list(domains, "or")}, for example ann@${domains[0] ?? ""}.`,
  jidBare: (bare: string) => `I need the full address here, for example ${bare}/phone.`,
  fileUnclear: "I need a file here. Send it, or a link to it that begins with https://.",
  fileEncrypted:
    "That file is encrypted, and I have no key. Please switch encryption off for this chat and send it again.",
  fileInsecure: "I do not take links without encryption. I need one that begins with https://.",
  fileElsewhere: (hosts: readonly string[]) => `I can only take files from ${list(hosts, "or")}.`,
  fileOtherKind: (kinds: readonly string[]) => `I cannot take that kind of file, only ${list(kinds, "or")}.`,
  yes: "yes",
  no: "no",
  yesNoUnclear: "Please answer yes or no.",
  choiceUnknown: (count: number) =>
    count === 1
      ? "That is not the choice. Its number will do: 1."
      : `That is none of the choices. A number from 1 to ${count} will do.`,
  choiceAmbiguous: (word: string, labels: readonly string[]) => `"${word}" could be ${list(labels, "or")}.`,
  unfit: "That does not fit here.",
  skip: "leave it open",
  orSkip: '("-" leaves it open)',

  // Talking to the bot
  hint: "Nothing is going on at the moment. /help shows what I can do.",
  nothingOngoing: "Nothing is going on at the moment.",
  unknownCommand: (name: string, nearest: readonly string[]) =>
    nearest.length === 0
      ? `I do not know /${name}. /help lists the commands.`
      : `I do not know /${name}. Did you mean ${list(slashed(nearest), "or")}?`,
  ambiguousCommand: (name: string, names: readonly string[]) =>
    `/${name} could be ${list(slashed(names), "or")}.`,
  ambiguous: (word: string, names: readonly string[]) => `"${word}" could be ${list(names, "or")}.`,
  busy: "I am still busy with your other messages.",
  restarting: "I am about to restart. Please send that again in a moment.",
  automatic: (ms: number) =>
    `Your messages come faster than anybody can write, so I take them for automatic answers and stay silent. Once I have had none for ${durationText(ms)}, I listen again.`,
  encrypted: "I cannot read encrypted messages. Please switch encryption off for this chat and write again.",
  failed: (reference: string) =>
    `Sorry, something went wrong here, and it is not your fault. Nothing is lost; please try again. (Reference: ${reference})`,

  // Conversations
  completed: "Done.",
  aborted: "Stopped.",
  abortedByPerson: (responder: string) => `Stopped "${responder}".`,
  abortedWhileWorking: (responder: string) =>
    `Stopped "${responder}". What it was already doing may still happen.`,
  idle: (responder: string, ms: number) =>
    `I have not heard from you for ${durationText(ms)}, so I stopped "${responder}". /new ${responder} starts it again.`,
  signedOut: (responder: string, ms: number) =>
    `You were signed out for ${durationText(ms)}, so I stopped "${responder}". /new ${responder} starts it again.`,
  responderGone: (responder: string) =>
    `"${responder}" is not available at the moment. I keep what you answered; /abort ends it.`,
  promptFailed: "(I cannot show you the open question at the moment. /abort ends this.)",
  goOn: "(This has changed since. Write anything, and we go on.)",
  stepGone: (responder: string) => `"${responder}" has changed since. We go on here:`,
  askedAgain: (responder: string) =>
    `"${responder}" has changed since, and one of your answers does not fit any more.`,
  delayed: (body: string) =>
    `This reached me late, after my last question, so I did not take it as the answer:\n${body}`,
  formStale: "We have gone on meanwhile, so I did not take that. This is the open question:",
  correction:
    "I cannot change an answer afterwards by an edited message. /back returns to the previous question.",
  correctionOver: "That is over, and an edited message does not change it any more.",
  pastEffect: "There is no way back past that answer: what followed from it has been done already.",

  // Effects
  working: "One moment, I am still working on it.",
  resultFollows: "I am working on it, and write to you when it is done.",
  takesLonger: "This takes longer than usual. I keep trying and tell you when it is done.",
  effectFailedAndEnded: (reference: string) =>
    `Sorry, that did not work, though I tried several times, so I stopped here. (Reference: ${reference})`,
  effectFailed: (reference: string) =>
    `Sorry, that did not work, though I tried several times. Your answers are kept: answer again to retry, or /abort. (Reference: ${reference})`,

  // Commands
  newWhat: (lines: readonly string[]) => `What do you want to start?\n${lines.join("\n")}`,
  newNothing: "There is nothing to start here yet.",
  newUnknown: (name: string, nearest: readonly string[], all: readonly string[]) =>
    nearest.length === 0
      ? `I do not know "${name}". You can start ${list(all, "or")}.`
      : `I do not know "${name}". Did you mean ${list(nearest, "or")}?`,
  newWarning: (current: string, step: string, wanted: string, ms: number) =>
    `You are in the middle of "${current}" (step "${step}"). Send /new ${wanted} again within ${durationText(ms)} to drop it and start ${current === wanted ? "afresh" : `"${wanted}"`}.`,
  newWarningInForm: (current: string, step: string, wanted: string, ms: number) =>
    `You are in the middle of "${current}" (step "${step}"). Execute "${wanted}" again within ${durationText(ms)} to drop it; execute "${current}" to go on with it.`,
  backNowhere: "This is the first question.",
  replayTitle: (responder: string, started: string) => `"${responder}", started ${started} (times are UTC)`,
  replayLeftOut: (count: number) =>
    count === 1 ? "(one earlier message left out)" : `(${count} earlier messages left out)`,
  replayNumber: "After /replay I understand a number only: /replay 3 shows the last three messages.",
  bot: "I",
  person: "You",
  forgetWarning: (current: string, step: string, ms: number) =>
    `You are in the middle of "${current}" (step "${step}"). Send /forget again within ${durationText(ms)} to drop it and delete all that I keep of our conversations.`,
  forgotten: "I have deleted all our conversations.",
  forgottenWhileWorking: (responder: string) =>
    `I have deleted all our conversations. What "${responder}" was already doing may still happen.`,
  exportTitle: "All that I keep of our conversations (times are UTC)",
  exportNothing: "I keep nothing of our conversations.",
  exportHead: (responder: string, state: string, started: string, ended: string) =>
    `"${responder}", ${state}, started ${started}, last changed ${ended}`,
  exportContinued: "(continued)",
  exportPart: (part: number, parts: number) =>
    part < parts
      ? `(part ${part} of ${parts}; /export ${part + 1} shows the next one)`
      : `(part ${part} of ${parts})`,
  exportNoPart: (parts: number) =>
    parts === 1 ? "There is only one part: /export shows it." : `There are only ${parts} parts.`,
  exportNumber: "After /export I understand a number only: /export 2 shows the second part of a long one.",
  listNone: "There are no lists here.",
  listWhich: (names: readonly string[]) =>
    names.length === 1
      ? `There is one list here: /list ${names[0]} shows it.`
      : `Which list? There is ${list(names, "and")}: /list NAME shows it.`,
  listNames: (names: readonly string[]) => `The lists here: ${names.join(", ")}`,
  listUnknown: (name: string, nearest: readonly string[], all: readonly string[]) =>
    nearest.length === 0
      ? `I do not know the list "${name}". There is ${list(all, "and")}.`
      : `I do not know the list "${name}". Did you mean ${list(nearest, "or")}?`,
  listEmpty: (name: string) => `The list "${name}" is empty.`,
  listTitle: (name: string) => `${name}:`,
  listMore: (count: number) => `… and ${count} more: send "more".`,
  helpCommands: "What I understand:",
  helpResponders: "What we can talk about:",
  helpMore: "/help NAME tells more about one of them.",
  helpBackslash: "If your chat program keeps words with / for itself, write \\ instead.",
  helpSteps: (names: readonly string[]) => `Steps: ${names.join(", ")}`,
  helpLists: (names: readonly string[]) => `Lists: ${names.join(", ")}`,
  helpUnknown: (name: string, nearest: readonly string[]) =>
    nearest.length === 0
      ? `I have no help about "${name}". /help shows what there is.`
      : `I have no help about "${name}". Did you mean ${list(nearest, "or")}?`,

  help: {
    new: {
      usage: "/new NAME",
      line: "starts something",
      more: "/new NAME [FIRST ANSWER] starts NAME. The beginning of the name is enough. /new alone lists what there is.",
    },
    abort: {
      usage: "/abort",
      line: "stops what we are doing",
      more: "/abort ends what is going on. Nothing of it is done.",
    },
    back: {
      usage: "/back",
      line: "returns to the previous question",
      more: "/back takes back your last answer and asks that question again.",
    },
    replay: {
      usage: "/replay",
      line: "shows the conversation so far",
      more: "/replay shows the conversation so far and the open question again. /replay 3 shows only the last three messages.",
    },
    list: {
      usage: "/list",
      line: "shows a list that helps you answer",
      more: '/list shows the list that belongs to the open question. /list NAME shows another one, "/list lists" tells which there are. "more" continues a long one.',
    },
    forget: {
      usage: "/forget",
      line: "deletes all our conversations",
      more: "/forget deletes all that I keep of our conversations, also of the one that is going on: then it has to be sent twice. /export shows beforehand what there is.",
    },
    export: {
      usage: "/export",
      line: "shows all that I keep of our conversations",
      more: "/export shows all that I keep of our conversations, the oldest first. Where that is too long for one message, /export 2 shows the second part.",
    },
    help: {
      usage: "/help",
      line: "shows this; /help NAME tells more",
      more: "/help shows the commands and what can be started. /help NAME tells more about one of these.",
    },
  },
} as const;

function slashed(names: readonly string[]): readonly string[] {
  return names.map((name) => `/${name}`);
}

/** `a`, `a or b`, `a, b or c`. */
function list(names: readonly string[], word: "and" | "or"): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${word} ${last}`;
}
