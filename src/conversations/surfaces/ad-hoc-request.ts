/** Reads a request of XEP-0050 by where the conversation stands: it is something for the engine to hear, or an error. */
import type { StanzaError } from "../../errors.ts";
import type { CommandRequest } from "../../xmpp/addresses.ts";
import { commandError } from "../../xmpp/xep/commands.ts";
import type { FormAct, Heard } from "../engine/turn.ts";
import type { Responder } from "../responders/responder.ts";
import type { Conversation, State } from "../state.ts";
import { fieldName, goesBack } from "./ad-hoc-stage.ts";

export interface SessionState extends State {
  /** The session is a conversation of this person's, even if it has ended. */
  readonly known: boolean;
  /** The request was handled before: it only shows where the conversation stands. */
  readonly repeat: boolean;
}

export type Requested = { readonly heard: Heard } | { readonly error: StanzaError };

/** @param responder the one that the command names */
export function readRequest(
  request: CommandRequest,
  state: SessionState,
  responder: Pick<Responder, "steps"> | undefined,
): Requested {
  const { node, action, session } = request;
  const { conversation } = state;
  const here = conversation?.responder === node ? conversation : undefined;
  if (session === undefined) {
    if (action !== "execute") return { error: commandError("bad-sessionid") };
    if (here !== undefined) return look;
    return state.repeat ? { error: commandError("session-expired") } : command(`/new ${node}`);
  }
  if (!state.known) return { error: commandError("bad-sessionid") };
  if (conversation?.id !== session) return { error: commandError("session-expired") };
  // The session belongs to another command.
  if (here === undefined) return { error: commandError("bad-sessionid") };
  if (state.repeat) return look;
  const goesOn = responder?.steps.get(here.step)?.goesOn === true;
  const taken = (state.taken ?? []).map(({ step }) => step);
  return act(request, here, { taken, goesOn });
}

function act(
  { action, form }: CommandRequest,
  conversation: Conversation,
  { taken, goesOn }: { readonly taken: readonly string[]; readonly goesOn: boolean },
): Requested {
  if (action === "cancel") return command("/abort");
  if (action === "prev") {
    return goesBack(taken, conversation.step) ? command("/back") : { error: commandError("bad-action") };
  }
  if (form === undefined) return action === "execute" ? look : { error: commandError("bad-payload") };
  // §3.5 would take it for a submitted form, but a person who chose "cancel" in a form has answered nothing.
  if (form.type === "cancel") return command("/abort");
  if (form.type !== "submit") return { error: commandError("bad-payload") };
  // While an effect runs nothing is asked.
  if (conversation.pending !== null) return look;
  const values = form.fields.get(fieldName(conversation, conversation.step, taken));
  // A form without fields is one whose only field was left empty: some clients leave such fields out.
  if (values === undefined && form.fields.size > 0) return said({ kind: "look", stale: true }, "");
  // Where it was offered, "complete" means to complete "if possible" (§4.1): if there is more to ask, it is asked.
  if (action === "complete" && goesOn) return { error: commandError("bad-action") };
  return said({ kind: "answer", values: values ?? [] }, (values ?? []).join("\n"));
}

const look = said({ kind: "look" }, "");

function command(line: string): Requested {
  return said({ kind: "command" }, line);
}

function said(form: FormAct, body: string): { readonly heard: Heard } {
  return {
    heard: {
      body,
      form,
      stanzaId: undefined,
      thread: undefined,
      delayedSince: undefined,
      correctionOf: undefined,
    },
  };
}
