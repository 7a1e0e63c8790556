/** Finds what is wrong with a file that overrides texts. Fluent itself would skip it without a word. */
import {
  type BaseNode,
  type FunctionReference,
  type Message,
  parse,
  type Term,
  Visitor,
} from "@fluent/syntax";
import { type LineId, lines } from "./lines.ts";

export interface Mistake {
  readonly text: string;
  /** 1, 2, 3, … */
  readonly line: number;
}

/** What Fluent brings: https://projectfluent.org/fluent/guide/functions.html */
const FUNCTIONS = ["NUMBER", "DATETIME"];

/** The mistakes in a file (FTL), in order. */
export function problemsOf(file: string): readonly Mistake[] {
  const { body } = parse(file, {});
  const terms = body.filter((entry): entry is Term => entry.type === "Term").map(({ id }) => id.name);
  const mistakes: Mistake[] = [];
  const seen = new Set<string>();
  for (const entry of body) {
    const wrong = (text: string): number =>
      mistakes.push({ text, line: file.slice(0, entry.span?.start).split("\n").length });
    if (entry.type === "Junk") {
      const name = /^-?[a-z][\w-]*/i.exec(entry.content)?.[0];
      wrong(
        `${name === undefined ? "" : `${name}: `}is not written as Fluent has it: ${entry.annotations[0]?.message}`,
      );
    }
    if (entry.type !== "Message" && entry.type !== "Term") continue;
    const name = entry.type === "Term" ? `-${entry.id.name}` : entry.id.name;
    if (seen.has(name)) wrong(`${name}: is given twice`);
    seen.add(name);
    for (const text of mistakesIn(entry, terms)) wrong(`${name}${text}`);
  }
  return mistakes;
}

/** To be said after the name. */
function mistakesIn(entry: Message | Term, terms: readonly string[]): readonly string[] {
  const used = namesIn(entry);
  const unknown = [
    ...used.messages.filter((id) => !isLine(id)),
    ...used.terms.filter((id) => !terms.includes(id)).map((id) => `-${id}`),
    ...used.functions.filter((id) => !FUNCTIONS.includes(id)).map((id) => `${id}()`),
  ].map((name) => `: refers to ${name}, which does not exist`);
  // Where a term is used it gets what it needs from there.
  if (entry.type === "Term") return unknown;
  const { name: id } = entry.id;
  if (!isLine(id)) return [": is no text of the bot's"];
  const known: readonly string[] = lines[id];
  // What is referred to is filled in with the same variables.
  const variables = new Set([
    ...used.variables,
    ...used.messages.filter(isLine).flatMap((one) => lines[one]),
  ]);
  const list = known.length === 0 ? "it has none" : `it has ${known.map((one) => `$${one}`).join(", ")}`;
  return [
    ...entry.attributes.map((attribute) => `.${attribute.id.name}: is no text of the bot's`),
    ...unknown,
    ...[...variables]
      .filter((one) => !known.includes(one))
      .map((one) => `: has no variable $${one}; ${list}`),
    ...known.filter((one) => !variables.has(one)).map((one) => `: the variable $${one} is missing`),
  ];
}

function isLine(id: string): id is LineId {
  return Object.hasOwn(lines, id);
}

interface Names {
  readonly variables: string[];
  readonly messages: string[];
  readonly terms: string[];
  readonly functions: string[];
}

/** What a text refers to, in all of its variants. */
export function namesIn(node: BaseNode): Names {
  const names: Names = { variables: [], messages: [], terms: [], functions: [] };
  const visitor = new (class extends Visitor {
    override visitVariableReference = ({ id }: { id: { name: string } }) =>
      void names.variables.push(id.name);
    override visitMessageReference = ({ id }: { id: { name: string } }) => void names.messages.push(id.name);
    override visitTermReference = ({ id }: { id: { name: string } }) => void names.terms.push(id.name);
    override visitFunctionReference(call: FunctionReference): void {
      names.functions.push(call.id.name);
      this.genericVisit(call);
    }
  })();
  visitor.visit(node);
  return names;
}
