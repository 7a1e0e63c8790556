/** The files of `prosody/` for a running server, as the README shows them: without their comments. */
import { isPair, isScalar, parseDocument, visit } from "yaml";

/** More entries than this stand below one another. */
const ON_A_LINE = 3;

export function withoutLuaComments(lua: string): string {
  const lines = lua.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("--"));
  // A component begins a paragraph.
  return fenced("lua", lines.join("\n").replaceAll("\nComponent", "\n\nComponent"));
}

export function withoutYamlComments(yaml: string): string {
  const document = parseDocument(yaml);
  document.comment = document.commentBefore = null;
  visit(document, {
    Node(_, node) {
      node.comment = node.commentBefore = null;
      node.spaceBefore = false;
    },
  });
  visit(document, {
    Collection(_, node) {
      const isFlat = node.items.every((item) => isScalar(isPair(item) ? item.value : item));
      node.flow = isFlat && node.items.length <= ON_A_LINE;
    },
  });
  return fenced("yaml", document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd());
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
