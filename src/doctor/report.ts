/** Reports of `doctor`, for people and for machines. */
import { oneLine } from "../ops/reason.ts";
import type { Cure, Finding, Outcome } from "./finding.ts";
import type { Software } from "./stream/software.ts";

export interface Examined {
  /** The XMPP server, where it could be recognised. */
  readonly server: Software | undefined;
  /** In the order in which they are mended. */
  readonly findings: readonly Finding[];
}

const WIDTH = 92;
const WORDS: Readonly<Record<Outcome, string>> = {
  ok: "ok",
  warning: "warning",
  failure: "FAILED",
  skipped: "skipped",
};
// The longest word, and a gap.
const INDENT = 9;

/** Where the lines go, and what makes the program read them. */
const PLACES: readonly (readonly [place: keyof Cure, title: string, after?: string])[] = [
  ["anteroom", "in anteroom.yaml:"],
  [
    "prosody",
    "in conf.d/anteroom.cfg.lua (or the file that has Anteroom's lines):",
    "then restart Prosody: a reload is not enough",
  ],
  [
    "ejabberd",
    "in anteroom.yml (or the file that has Anteroom's lines):",
    "then restart ejabberd: a reload may close the port for components",
  ],
  ["sql", "in psql:"],
  ["shell", "in a shell:"],
];

/** Lines for a terminal: for each finding what it says, then the lines that mend it; the sum at the end. */
export function textReport({ server, findings }: Examined): string {
  const lines = findings.flatMap((finding) => [
    ...wrapped(finding),
    ...cureLines(cureFor(server, finding.cure)),
  ]);
  return [...lines, "", sumText(findings), ""].join("\n");
}

/** Contract of `--json`: docs/notes-doctor.md. */
export function jsonReport({ server, findings }: Examined): string {
  const checks = findings.map(({ cure, ...finding }) => ({
    ...finding,
    ...(cure !== undefined && { cure: cureFor(server, cure) }),
  }));
  return `${JSON.stringify({ server: server ?? null, checks, sum: sumOf(findings) }, undefined, 2)}\n`;
}

export function sumOf(findings: readonly Finding[]): Readonly<Record<Outcome, number>> {
  const count = (outcome: Outcome) => findings.filter((finding) => finding.outcome === outcome).length;
  return {
    ok: count("ok"),
    warning: count("warning"),
    failure: count("failure"),
    skipped: count("skipped"),
  };
}

/** Of a server that is recognised the lines of the other kind are left out. */
function cureFor(server: Software | undefined, cure: Cure = {}): Cure {
  if (server === undefined) return cure;
  const { prosody, ejabberd, ...others } = cure;
  const lines = server.name === "prosody" ? { prosody } : { ejabberd };
  return Object.values(lines).some((line) => line !== undefined) ? ({ ...lines, ...others } as Cure) : others;
}

function wrapped({ name, outcome, text }: Finding): readonly string[] {
  const lines: string[] = [];
  let line = WORDS[outcome].padEnd(INDENT - 1);
  for (const word of `${name}: ${oneLine(text)}`.split(" ")) {
    if (line.length + 1 + word.length > WIDTH && line.trim() !== "") {
      lines.push(line);
      line = " ".repeat(INDENT - 1);
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function cureLines(cure: Cure): readonly string[] {
  const indent = " ".repeat(INDENT);
  return PLACES.flatMap(([place, title, after]) => {
    const lines = cure[place];
    if (lines === undefined) return [];
    return [
      `${indent}${title}`,
      ...lines.map((line) => `${indent}  ${line}`),
      ...(after === undefined ? [] : [`${indent}${after}`]),
    ];
  });
}

function sumText(findings: readonly Finding[]): string {
  const { ok, warning, failure, skipped } = sumOf(findings);
  const parts = [
    failure === 0 ? "no check failed" : `${failure} failed`,
    ...(warning === 0 ? [] : [warning === 1 ? "1 warning" : `${warning} warnings`]),
    `${ok} ok`,
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ];
  return parts.join(", ");
}
