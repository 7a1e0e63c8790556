import {
  isAlias,
  isNode,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";

/**
 * The subset of YAML that settings need: one document without anchors, aliases or tags. Aliases could make a small file
 * stand for a gigantic value.
 */
export type Yaml =
  | { readonly root: Node | null; readonly line: (node: unknown) => number }
  | { readonly failure: string; readonly line: number };

/**
 * Texts for the parser's errors, by code. The parser's own messages quote the file, and the quoted part may be a secret
 * that lacks its quotes. An error without a text here is one that a file of settings does not meet, and is reported by its code.
 */
const texts: Partial<Readonly<Record<YAMLError["code"], string>>> = {
  BAD_ALIAS: "anchors and aliases cannot be used here; put text that begins with & or * in quotes",
  BAD_DQ_ESCAPE: "a backslash in double quotes that begins no escape; write \\\\, or use single quotes",
  BAD_INDENT: "wrong indentation, or a bracket that is not closed",
  BAD_SCALAR_START: "a character that cannot begin a text; put the text in quotes",
  BLOCK_AS_IMPLICIT_KEY: "two keys in one line; put text that holds a colon in quotes",
  BLOCK_IN_FLOW: "a bracket that is not closed before the next line's list or map",
  DUPLICATE_KEY: "the same key twice",
  MISSING_CHAR: "a quote, bracket, comma, colon or space is missing, here or before",
  MULTILINE_IMPLICIT_KEY: "a bracket or a quote that is not closed in its line, or a line without a colon",
  MULTIPLE_DOCS: "more than one document",
  NON_STRING_KEY: "a key that is not text",
  TAB_AS_INDENT: "a tab in the indentation; use spaces",
  TAG_RESOLVE_FAILED: "unknown tag; put text that begins with ! in quotes",
  UNEXPECTED_TOKEN: "something that does not belong there; put text with special characters in quotes",
};

const TOO_FAR =
  "indented more than the line above, which has its value already; indent the keys of a section alike";

/**
 * The parser takes a line that is indented more than the one above for the rest of its value, and then finds a key of
 * several lines there, at the value. A colon too many in one line is not the second error.
 */
function isIndentedTooFar(problem?: YAMLError, second?: YAMLError): boolean {
  return (
    problem?.code === "BLOCK_AS_IMPLICIT_KEY" &&
    second?.code === "MULTILINE_IMPLICIT_KEY" &&
    second.pos[0] === problem.pos[0]
  );
}

/** Parses YAML (or JSON, which is YAML too). Never throws. */
export function parseYaml(text: string): Yaml {
  if (isDeep(text)) return { failure: "nested too deeply", line: 1 };
  const lineCounter = new LineCounter();
  const line = (offset = 0) => Math.max(1, lineCounter.linePos(offset).line);
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, lineCounter });
  const [problem, second] = [...document.errors, ...document.warnings];
  if (isIndentedTooFar(problem, second)) return { failure: TOO_FAR, line: line(second?.pos[1]) };
  const { code, pos } = problem ?? { code: "BAD_ALIAS", pos: aliasIn(document.contents)?.range };
  if (pos != null) return { failure: texts[code] ?? `not valid YAML (${code})`, line: line(pos[0]) };
  return { root: document.contents, line: (node) => line((isNode(node) && node.range?.[0]) || 0) };
}

/**
 * Whether the text is nested more deeply than any setting (a level is at most two entries on the parser's stack).
 * Composing a few thousand levels crashes Node itself, and no `catch` can prevent that.
 */
function isDeep(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    Array.from(parser.next(lexeme));
    if (parser.stack.length > 40) return true;
  }
  return false;
}

function aliasIn(root: Node | null): Node | undefined {
  let found: Node | undefined;
  visit(root, {
    Node: (_, node) => {
      if (!isAlias(node) && node.anchor === undefined) return undefined;
      found = node;
      return visit.BREAK;
    },
  });
  return found;
}
