/** Finds mistakes in a file that overrides texts. Fluent itself would skip them silently. */
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

/** Fluent's built-in functions: https://projectfluent.org/fluent/guide/functions.html */
const FUNCTIONS = ["NUMBER", "DATETIME"];

/** Gives the mistakes in a file (FTL), in order. */
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
      wrong(`${name === undefined ? "" : `${name}: `}is not valid Fluent: ${entry.annotations[0]?.message}`);
    }
    if (entry.type !== "Message" && entry.type !== "Term") continue;
    const name = entry.type === "Term" ? `-${entry.id.name}` : entry.id.name;
    if (seen.has(name)) wrong(`${name}: is given twice`);
    seen.add(name);
    for (const text of mistakesIn(entry, terms)) wrong(`${name}${text}`);
  }
  return mistakes;
}

/** The text of each mistake, to follow the name. */
function mistakesIn(entry: Message | Term, terms: readonly string[]): readonly string[] {
  const used = namesIn(entry);
  const unknown = [
    ...used.messages.filter((id) => !isLine(id)),
    ...used.terms.filter((id) => !terms.includes(id)).map((id) => `-${id}`),
    ...used.functions.filter((id) => !FUNCTIONS.includes(id)).map((id) => `${id}()`),
  ].map((name) => `: refers to ${name}, which does not exist`);
  // A term gets its variables from the place where it is used.
  if (entry.type === "Term") return unknown;
  const { name: id } = entry.id;
  if (!isLine(id)) return [": is not one of the bot's texts"];
  const known: readonly string[] = lines[id];
  // A message that is referred to is filled in with the same variables.
  const variables = new Set([
    ...used.variables,
    ...used.messages.filter(isLine).flatMap((one) => lines[one]),
  ]);
  const list = known.length === 0 ? "it has none" : `it has ${known.map((one) => `$${one}`).join(", ")}`;
  return [
    ...entry.attributes.map((attribute) => `.${attribute.id.name}: is not one of the bot's texts`),
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

/** The names to which a text refers, in all of its variants. */
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
