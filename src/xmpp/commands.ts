/** The commands of an address (XEP-0050), as the address gives them to the protocol. */
import type { Element, Stanza } from "./stanza.ts";
import type { FilledForm } from "./xep/data-forms.ts";

export interface Commands {
  list(): readonly CommandName[];
  /** Gives a `<command/>`. Throws, or rejects with, a `StanzaError`. */
  execute(request: CommandRequest, stanza: Stanza): Promise<Element>;
}

export interface CommandName {
  readonly node: string;
  /** For people. */
  readonly name: string;
}

export const ACTIONS = ["execute", "next", "prev", "complete", "cancel"] as const;

export interface CommandRequest {
  readonly node: string;
  readonly action: (typeof ACTIONS)[number];
  /** `undefined`: begins one. */
  readonly session: string | undefined;
  readonly form: FilledForm | undefined;
  readonly lang: string | undefined;
}
