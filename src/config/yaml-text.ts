import {
  Composer,
  type CST,
  isAlias,
  isNode,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  visit,
  type YAMLError,
} from "yaml";

/**
 * YAML for settings, and no more of it: one document, without anchors, aliases or tags. Nothing here needs them,
 * and aliases can make a small file stand for a gigantic value.
 *
 * The parser's own messages quote what they stumbled upon, which may be a secret that lacks its quotes. Hence the
 * texts of our own.
 */
export type Yaml =
  | { readonly root: Node | null; readonly line: (node: unknown) => number }
  | { readonly failure: string; readonly line: number };

const texts: Readonly<Record<YAMLError["code"], string>> = {
  ALIAS_PROPS: "aliases cannot be used here",
  BAD_ALIAS: "aliases cannot be used here; put text that begins with & or * in quotes",
  BAD_COLLECTION_TYPE: "a tag does not fit its value; put text that begins with ! in quotes",
  BAD_DIRECTIVE: "unknown directive; put text that begins with % in quotes",
  BAD_DQ_ESCAPE: "unknown escape in a text in double quotes; write \\ as \\\\, or use single quotes",
  BAD_INDENT: "wrong indentation, or a bracket that is not closed",
  BAD_PROP_ORDER: "an anchor or a tag in the wrong place",
  BAD_SCALAR_START: "a character that cannot begin a text; put the text in quotes",
  BLOCK_AS_IMPLICIT_KEY: "two keys in one line; put text that holds a colon in quotes",
  BLOCK_IN_FLOW: "a list or map by indentation inside brackets",
  DUPLICATE_KEY: "the same key twice",
  IMPOSSIBLE: "not YAML",
  KEY_OVER_1024_CHARS: "a key of more than 1024 characters",
  MISSING_CHAR: "a quote, bracket, comma, colon or space is missing, here or before",
  MULTILINE_IMPLICIT_KEY: "a key over several lines; a colon or a quote may be missing",
  MULTIPLE_ANCHORS: "two anchors at one value",
  MULTIPLE_DOCS: "more than one document",
  MULTIPLE_TAGS: "two tags at one value",
  NON_STRING_KEY: "a key that is not text",
  RESOURCE_EXHAUSTION: "nested too deeply",
  TAB_AS_INDENT: "a tab in the indentation; use spaces",
  TAG_RESOLVE_FAILED: "unknown tag; put text that begins with ! in quotes",
  UNEXPECTED_TOKEN: "a character that does not belong there; put text with special characters in quotes",
};

/**
 * Twice as many nested values as any setting has (each is at most two tokens on the parser's stack), and few enough
 * for every stack: composing ten thousand levels ends Node itself, which no catch can prevent.
 */
const mostDepth = 40;

/** Parses YAML (or JSON, which is YAML too). Never throws. */
export function parseYaml(text: string): Yaml {
  const lines = new LineCounter();
  const line = (offset: number) => Math.max(1, lines.linePos(offset).line);
  try {
    const tokens = tokensOf(text, lines);
    if (tokens === undefined) return { failure: texts.RESOURCE_EXHAUSTION, line: line(text.length) };
    const composer = new Composer({ prettyErrors: false, stringKeys: true, logLevel: "silent" });
    const [document, second] = composer.compose(tokens, true, text.length);
    const [problem] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
    if (problem !== undefined) return { failure: texts[problem.code], line: line(problem.pos[0]) };
    if (second !== undefined) return { failure: texts.MULTIPLE_DOCS, line: line(second.range[0]) };
    const root = document?.contents ?? null;
    const alias = findAlias(root);
    if (alias !== undefined) return { failure: texts.BAD_ALIAS, line: line(alias.range?.[0] ?? 0) };
    return { root, line: (node) => (isNode(node) ? line(node.range?.[0] ?? 0) : 1) };
  } catch {
    return { failure: texts.IMPOSSIBLE, line: 1 };
  }
}

/** The tokens of a text, or nothing where they are nested too deeply. */
function tokensOf(text: string, lines: LineCounter): readonly CST.Token[] | undefined {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > mostDepth) return undefined;
  }
  tokens.push(...parser.end());
  return tokens;
}

function findAlias(root: Node | null): Node | undefined {
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
