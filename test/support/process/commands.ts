/** Ad-hoc commands (XEP-0050) as a client writes and reads them. */
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import type { Conversing } from "../under-test/conversing.ts";

export const COMMANDS = "http://jabber.org/protocol/commands";
export const DATA = "jabber:x:data";

export interface Submission {
  readonly node?: string;
  readonly session?: string | undefined;
  readonly action?: string;
  /** What is filled in, by field. */
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
  /** Of the form; `submit` by default. */
  readonly form?: string;
  readonly lang?: string;
}

export function commandOf({ node, session, action, fields, form, lang }: Submission): Element {
  const x =
    fields === undefined && form === undefined
      ? undefined
      : xml(
          "x",
          { xmlns: DATA, type: form ?? "submit" },
          ...Object.entries(fields ?? {}).map(([name, values]) =>
            xml("field", { var: name }, ...[values].flat().map((value) => xml("value", {}, value))),
          ),
        );
  return xml("command", { xmlns: COMMANDS, node, sessionid: session, action, "xml:lang": lang }, x);
}

export interface Stage {
  readonly session: string | undefined;
  readonly status: string | undefined;
  readonly actions: readonly string[];
  /** What "execute" stands for. */
  readonly execute: string | undefined;
  /** `type: text` each. */
  readonly notes: readonly string[];
  readonly title: string | null | undefined;
  readonly instructions: string | undefined;
  readonly fields: readonly Field[];
  /** "type/condition/specific condition" of an error. */
  readonly error: string | undefined;
}

export interface Field {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly label: string | undefined;
  readonly required: boolean;
  readonly values: readonly string[];
  readonly options: readonly string[];
  readonly validation: string | undefined;
}

/** What a client sees of the answer to a command. */
export function stageIn(iq: Element): Stage {
  const command = iq.getChild("command", COMMANDS);
  const actions = command?.getChild("actions");
  const form = command?.getChild("x", DATA);
  return {
    session: command?.attrs.sessionid,
    status: command?.attrs.status,
    actions: actions?.getChildElements().map((action) => action.getName()) ?? [],
    execute: actions?.attrs.execute,
    notes: command?.getChildren("note").map((note) => `${note.attrs.type}: ${note.getText()}`) ?? [],
    title: form?.getChildText("title"),
    instructions: form
      ?.getChildren("instructions")
      .map((line) => line.getText())
      .join("\n"),
    fields: form?.getChildren("field").map(fieldIn) ?? [],
    error: errorIn(iq),
  };
}

function fieldIn(field: Element): Field {
  return {
    name: field.attrs.var,
    type: field.attrs.type,
    label: field.attrs.label,
    required: field.getChild("required") !== undefined,
    values: field.getChildren("value").map((value) => value.getText()),
    options: field
      .getChildren("option")
      .map((option) => `${option.getChildText("value")}=${option.attrs.label}`),
    validation: field.getChild("validate")?.attrs.datatype,
  };
}

function errorIn(iq: Element): string | undefined {
  const error = iq.getChild("error");
  const conditions = error?.getChildElements().filter((child) => child.getName() !== "text") ?? [];
  return error && [error.attrs.type, ...conditions.map((child) => child.getName())].join("/");
}

/** Executes commands as one client does. */
export function client(chat: Conversing, from = "ann@example.org/phone") {
  return async (submission: Submission, id?: string): Promise<Stage> =>
    stageIn(await chat.execute(commandOf(submission), { from, ...(id === undefined ? {} : { id }) }));
}
