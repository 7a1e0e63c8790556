/**
 * XEP-0050 Ad-Hoc Commands: §2.2 the list of commands, §2.4 executing them, §3.4 actions, §4.4 errors.
 *
 * The address that has a command knows what it does.
 */
import { type Condition, StanzaError } from "../../errors.ts";
import type { Address, Identity } from "../addresses.ts";
import { ACTIONS, type CommandName, type CommandRequest } from "../addresses.ts";
import { readLanguage } from "../language.ts";
import type { Plugin } from "../plugin.ts";
import { type Element, type Stanza, xml } from "../stanza.ts";
import { addressee } from "./answer.ts";
import { DATA_FORMS, readForm } from "./data-forms.ts";

const COMMANDS = "http://jabber.org/protocol/commands";

/** The features that an address with commands announces in disco#info. */
export const COMMAND_FEATURES: readonly string[] = [COMMANDS, DATA_FORMS];

/** Reads an `<iq/>` with a `<command/>`. Throws the error that answers one that is no request. */
function readCommandRequest(stanza: Stanza): CommandRequest {
  const command = stanza.element.getChild("command", COMMANDS);
  // `sessionid` must not be empty (§4.1): some clients send it so while they have none.
  const { node, sessionid: session, action: named } = command?.attrs ?? {};
  if (command === undefined || node === undefined || node === "") throw new StanzaError("bad-request");
  const action = named ? ACTIONS.find((known) => known === named) : "execute";
  if (action === undefined) throw commandError("malformed-action");
  const lang = readLanguage(command.attrs["xml:lang"], stanza.lang);
  return { node, action, session: session || undefined, form: readForm(command), lang };
}

const ERRORS = {
  "malformed-action": "bad-request",
  "bad-action": "bad-request",
  "bad-payload": "bad-request",
  "bad-sessionid": "bad-request",
  "session-expired": "not-allowed",
} as const satisfies Record<string, Condition>;

/** §4.4. */
export function commandError(name: keyof typeof ERRORS): StanzaError {
  return new StanzaError(ERRORS[name], { application: { name, xmlns: COMMANDS } });
}

export interface CommandNote {
  readonly type: "info" | "warn" | "error";
  readonly text: string;
}

/** How far a command has come. */
export interface CommandStage {
  readonly node: string;
  readonly session: string;
  readonly status: "executing" | "completed" | "canceled";
  readonly lang: string | undefined;
  readonly notes: readonly CommandNote[];
  /** The actions that may follow while it is executing; "execute" stands for the first. */
  readonly actions?: readonly ("next" | "prev" | "complete")[];
  readonly form?: Element;
}

/**
 * The `<command/>` that tells of a stage. The actions that may follow are always written out: clients differ in their
 * defaults.
 */
export function commandElement(stage: CommandStage): Element {
  const { node, session, status, lang, notes, actions = [], form } = stage;
  return xml(
    "command",
    { xmlns: COMMANDS, node, sessionid: session, status, "xml:lang": lang },
    actions.length === 0
      ? undefined
      : xml("actions", { execute: actions[0] }, ...actions.map((action) => xml(action))),
    ...notes.map(({ type, text }) => xml("note", { type }, text)),
    form,
  );
}

/** A node as service discovery describes it. */
export interface CommandNode {
  readonly identities: readonly Identity[];
  readonly features: readonly string[];
  readonly items: readonly CommandName[];
}

/** `node` of an address as service discovery describes it to `asking` (§2.2): the list of its commands, or one of them. */
export function commandNode(
  { commands, name }: Address,
  node: string,
  asking: string,
): CommandNode | undefined {
  if (commands === undefined) return undefined;
  const items = commands.list(asking);
  if (node === COMMANDS) {
    return { identities: [{ category: "automation", type: "command-list", name }], features: [], items };
  }
  const found = items.find((item) => item.node === node);
  return (
    found && {
      identities: [{ category: "automation", type: "command-node", name: found.name }],
      features: COMMAND_FEATURES,
      items: [],
    }
  );
}

export const adHocCommands: Plugin = {
  name: "XEP-0050",
  install: (host) => {
    const payload = { name: "command", xmlns: COMMANDS };
    host.router.on({ stanza: "iq", types: ["set"], payload }, (stanza) => {
      const { commands } = addressee(host, stanza);
      // An address of our own is no person: it would have a conversation with itself.
      if (commands === undefined || stanza.from.domain === host.domain) {
        throw new StanzaError("service-unavailable");
      }
      return commands.execute(readCommandRequest(stanza), stanza);
    });
  },
};
