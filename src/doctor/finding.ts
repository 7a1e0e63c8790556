/** What a check has found, as plain data: it travels through the database where another process has checked. */

/** `skipped`: it could not be checked, or there is nothing to check. */
export type Outcome = "ok" | "warning" | "failure" | "skipped";

/** What is to be written where, in the words of each program. */
export interface Cure {
  /** Lines for Prosody's file. */
  readonly prosody?: readonly string[];
  /** Lines for ejabberd's file. */
  readonly ejabberd?: readonly string[];
  /** Lines for the configuration of Anteroom. */
  readonly anteroom?: readonly string[];
  /** Statements for psql. */
  readonly sql?: readonly string[];
  /** Commands for a shell. */
  readonly shell?: readonly string[];
}

export interface Finding {
  /** Names the check. It stays the same from version to version. */
  readonly name: string;
  readonly outcome: Outcome;
  /** One line for people. */
  readonly text: string;
  readonly cure?: Cure;
}

export const ok = (name: string, text: string): Finding => ({ name, outcome: "ok", text });

export const skipped = (name: string, text: string): Finding => ({ name, outcome: "skipped", text });

export const warning = (name: string, text: string, cure?: Cure): Finding =>
  found("warning", name, text, cure);

export const failure = (name: string, text: string, cure?: Cure): Finding =>
  found("failure", name, text, cure);

function found(outcome: Outcome, name: string, text: string, cure: Cure | undefined): Finding {
  return { name, outcome, text, ...(cure !== undefined && { cure }) };
}

/** Lines below the section of a component in Prosody's file. The first is a comment that tells where they belong. */
export function inComponent(section: string, ...lines: readonly string[]): readonly string[] {
  return [`-- below ${section}`, ...lines];
}

/** Lines of ejabberd's mod_muc. Where a host has a MUC service of its own, those of the others are of no use to it. */
export function inMucModule(muc: string, ...lines: readonly string[]): readonly string[] {
  return [
    `# where mod_muc of ${muc} stands, which may be below host_config:`,
    "modules:",
    "  mod_muc:",
    ...lines.map((line) => `    ${line}`),
  ];
}
