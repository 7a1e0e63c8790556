/** Where a conversation stands after a turn, as the stage of an ad-hoc command (XEP-0050): a form with one question. */
import type { Say } from "../../texts/index.ts";
import type { Element } from "../../xmpp/stanza.ts";
import { type CommandNote, commandElement } from "../../xmpp/xep/commands.ts";
import { type FormField, formElement } from "../../xmpp/xep/data-forms.ts";
import type { Outcome, Reply } from "../engine/outcome.ts";
import type { Question } from "../engine/step/question.ts";
import type { Conversation, State } from "../state.ts";

export interface Staging {
  /** The command that was executed: a responder's name. */
  readonly node: string;
  /** In the language that was chosen for the person. */
  readonly say: Say;
  /** A session for a command that has none because it did not begin. */
  readonly newSession: () => string;
}

/** The `<command/>` that shows the outcome of a turn. */
export function stageElement(outcome: Outcome, before: State, staging: Staging): Element {
  const { node, say } = staging;
  const { conversation, reply } = outcome;
  const about = { node, lang: say.lang };
  const notes = notesOf(say, outcome);
  // Another conversation goes on, and is asked about first.
  if (conversation === undefined || conversation.responder !== node) {
    return commandElement({ ...about, session: staging.newSession(), status: "completed", notes });
  }
  const session = conversation.id;
  if (conversation.status === "ongoing" && reply?.question !== undefined) {
    const taken = stillTaken(outcome, before);
    const { step } = reply.question;
    return commandElement({
      ...about,
      session,
      status: "executing",
      notes,
      actions: [
        "next",
        ...(goesBack(taken, step.name) ? (["prev"] as const) : []),
        ...(step.goesOn === true ? [] : (["complete"] as const)),
      ],
      form: formElement({
        title: node,
        instructions: reply.question.prompt,
        fields: [fieldOf(reply.question, reply.filled, fieldName(conversation, step.name, taken))],
      }),
    });
  }
  const canceled = conversation.endedWhy === "abort";
  return commandElement({ ...about, session, status: canceled ? "canceled" : "completed", notes });
}

/**
 * The words beside the question. If an effect runs, the command is completed at once, and the result follows as a
 * message: clients stop waiting sooner than effects do, and a message survives our restart.
 */
function notesOf(say: Say, { reply, conversation, working }: Outcome): readonly CommandNote[] {
  const { words = "", tone = "info" }: Partial<Reply> = reply ?? {};
  const waits = conversation?.status === "ongoing" && conversation.pending !== null;
  // While it runs there is nothing else to say.
  const said = waits && !working ? "" : words;
  return [
    ...(said === "" ? [] : [{ type: tone, text: said }]),
    ...(waits ? [{ type: "info" as const, text: say("result-follows") }] : []),
  ];
}

function fieldOf({ step, prompt, choices }: Question, filled: readonly string[], name: string): FormField {
  const { field, required, description } = step.accept;
  const listed = field.type === "list-single" || field.type === "list-multi";
  return {
    name,
    type: field.type,
    label: description ?? prompt.split("\n", 1)[0],
    required,
    options: listed ? choices : [],
    values: filled,
    validation: field,
  };
}

/**
 * The name of the field for a step: that of the step, with a number from the second time on. So a form that was left
 * open does not answer the same question when it is asked again, nor the question which was meant, behind whose name is a "?".
 */
export function fieldName(
  { warning }: Pick<Conversation, "warning">,
  step: string,
  taken: readonly string[],
): string {
  const times = taken.filter((name) => name === step).length;
  const name = times === 0 ? step : `${step}#${times + 1}`;
  return warning?.doubt === undefined ? name : `${name}?`;
}

/** Whether there is a previous step: one with an answer that is not the open one. */
export function goesBack(taken: readonly string[], open: string): boolean {
  return taken.some((step) => step !== open);
}

/** The steps whose answers are taken after the turn. */
function stillTaken({ changes, conversation }: Outcome, { taken = [], ...before }: State): readonly string[] {
  let kept = conversation?.id === before.conversation?.id ? taken : [];
  let last: readonly string[] = [];
  for (const change of changes) {
    if (change.kind === "untake") kept = kept.filter(({ seq }) => seq < change.from);
    if (change.kind === "turn" && change.turn.heard?.step != null) last = [change.turn.heard.step];
  }
  return [...last, ...kept.map(({ step }) => step)];
}
