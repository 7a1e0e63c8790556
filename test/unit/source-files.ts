import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The repository's sources as the tests of the house style see them. */
export interface SourceFile {
  /** From the repository's root: `src/xmpp/link/link.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly classes: readonly string[];
  /** `any`, `x!` and comments that silence the compiler, each with its line. */
  readonly escapes: readonly string[];
}

export interface Import {
  /** A path as above, or a package's name. */
  readonly target: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
  /** Loaded only when the program comes there. */
  readonly late?: true;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** All sources of a top-level folder; none where it does not exist. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes("node_modules"))
    .sort()
    .map(parse);
}

function parse(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const classes: string[] = [];
  const escapes: string[] = [];
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found !== undefined) imports.push({ ...found, target: targetOf(found.target, path) });
    if (ts.isClassDeclaration(node) && node.name !== undefined) classes.push(node.name.text);
    if (node.kind === ts.SyntaxKind.AnyKeyword || ts.isNonNullExpression(node)) {
      escapes.push(`${path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  if (/@ts-(ignore|expect-error|nocheck)/.test(comments(text))) escapes.push(path);
  return { path, text, lines: text.split("\n").length - 1, imports, classes, escapes };
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return {
      target: node.moduleSpecifier.text,
      typeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
    };
  }
  if (
    ts.isExportDeclaration(node) &&
    node.moduleSpecifier !== undefined &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    return { target: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [target] = node.arguments;
    return target !== undefined && ts.isStringLiteral(target)
      ? { target: target.text, typeOnly: false, late: true }
      : undefined;
  }
  if (
    ts.isImportTypeNode(node) &&
    ts.isLiteralTypeNode(node.argument) &&
    ts.isStringLiteral(node.argument.literal)
  ) {
    return { target: node.argument.literal.text, typeOnly: true };
  }
  return undefined;
}

const targetOf = (target: string, from: string) =>
  target.startsWith(".") ? relative(root, resolve(root, dirname(from), target)) : target;

/** Comments alone, so that a test which names what it forbids does not find itself. */
const comments = (text: string) => (text.match(/\/\/.*|\/\*[\s\S]*?\*\//g) ?? []).join("\n");
