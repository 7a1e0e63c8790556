/**
 * The reference of everything that authors import. The compiler makes it from the code and its comments.
 */
import ts from "typescript";

interface Entry {
  /** The name by which it is imported. */
  readonly name: string;
  readonly path: string;
}

const ENTRIES: readonly Entry[] = [
  { name: "anteroom", path: "src/index.ts" },
  { name: "anteroom/testing", path: "src/testing.ts" },
];

const HEAD = `# Reference

Everything that responders are written and tested with: the functions, their types, and the errors that they throw.
\`npm run generate\` makes this file from the comments in the code. See also [how to begin](../README.md#write-a-responder)
and [complete responders](responders).`;

/** Gives the text of the reference. `root`: the folder of the repository, with a slash at its end. */
export function reference(root: string): string {
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const program = ts.createProgram(
    ENTRIES.map(({ path }) => root + path),
    options,
  );
  const checker = program.getTypeChecker();
  const sections = ENTRIES.map(({ name, path }) => {
    const source = program.getSourceFile(root + path);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${path} exports nothing`);
    const parts = checker.getExportsOfModule(module).map((symbol) => part(checker, symbol));
    // Functions come first.
    const functions = parts.filter(({ isType }) => !isType);
    const types = parts.filter(({ isType }) => isType);
    return [`## \`${name}\``, ...[...functions, ...types].map(({ text }) => text)].join("\n\n");
  });
  return `${[HEAD, ...sections].join("\n\n")}\n`;
}

interface Part {
  readonly text: string;
  readonly isType: boolean;
}

/** One exported name: its shape, the text of its comment, and its members. */
function part(checker: ts.TypeChecker, exported: ts.Symbol): Part {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const declarations = symbol.declarations ?? [];
  const signed = declarations.filter(ts.isFunctionDeclaration);
  // If there are overloads, the implementation's signature cannot be called.
  const functions = signed.length > 1 ? signed.filter(({ body }) => body === undefined) : signed;
  const shapes = functions.length > 0 ? functions : declarations;
  const members = shapes.flatMap((shape) => membersOf(checker, symbol, shape));
  const text = [
    `### \`${exported.name}\``,
    `\`\`\`ts\n${shapes.map(head).join("\n")}\n\`\`\``,
    ...shapes.map(comment).filter((said) => said !== ""),
    ...(members.length === 0 ? [] : [table(members)]),
  ].join("\n\n");
  return { text, isType: exported.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) === true };
}

const printer = ts.createPrinter({ removeComments: true });

/** The declaration as it is written, without what stands between its braces. */
function head(node: ts.Declaration): string {
  const end = ts.isFunctionDeclaration(node)
    ? node.body?.pos
    : ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)
      ? node.members.pos - 1
      : undefined;
  const text = node.getSourceFile().text.slice(node.getStart(), end ?? node.end);
  return text
    .replace(/^export (async )?/, "")
    .replace(/;$/, "")
    .trim();
}

function membersOf(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  node: ts.Declaration,
): readonly ts.Declaration[] {
  if (ts.isInterfaceDeclaration(node)) return node.members;
  if (ts.isClassDeclaration(node)) return node.members.filter(isOpen);
  if (!ts.isTypeAliasDeclaration(node) || ts.isUnionTypeNode(node.type)) return [];
  // What is put together from several interfaces shows the members of all of them.
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const own = (type.isUnion() ? type.types : [type]).flatMap((one) => checker.getPropertiesOfType(one));
  const found = own.flatMap(({ declarations = [] }) => declarations);
  return [...new Set(found)].filter(
    (member) => ts.isTypeElement(member) && !isForbidden(member) && !isOfTheLanguage(member),
  );
}

/** Whether others than the class itself can reach it. */
function isOpen(member: ts.ClassElement): boolean {
  return (
    (ts.isMethodDeclaration(member) || ts.isGetAccessor(member) || ts.isConstructorDeclaration(member)) &&
    (member.name === undefined || ts.isIdentifier(member.name))
  );
}

function isOfTheLanguage(member: ts.Declaration): boolean {
  return /\/typescript\/lib\//.test(member.getSourceFile().fileName);
}

/** A member that says only that it must not be there. */
function isForbidden(member: ts.Declaration): boolean {
  return ts.isPropertySignature(member) && member.type?.kind === ts.SyntaxKind.NeverKeyword;
}

function table(members: readonly ts.Declaration[]): string {
  const rows = members.map((member) => {
    const shape = shapeOf(member).replace(/\s+/g, " ").replaceAll("|", "\\|");
    return `| \`${shape}\` | ${comment(member).replace(/\s+/g, " ").replaceAll("|", "\\|")} |`;
  });
  return ["| | |", "|---|---|", ...rows].join("\n");
}

function shapeOf(member: ts.Declaration): string {
  if (ts.isPropertySignature(member) || ts.isMethodSignature(member)) {
    const text = printer.printNode(ts.EmitHint.Unspecified, member, member.getSourceFile());
    return text.replace(/\breadonly /g, "").replace(/;$/, "");
  }
  // Of a class: up to the body.
  if (!ts.isMethodDeclaration(member) && !ts.isGetAccessor(member) && !ts.isConstructorDeclaration(member))
    throw new Error("a member of an unknown kind");
  const end = member.body?.pos ?? member.end;
  return member
    .getSourceFile()
    .text.slice(member.getStart(), end)
    .replace(/^async /, "")
    .trim();
}

function comment(node: ts.Node): string {
  const [said] = ts.getJSDocCommentsAndTags(node).slice(-1);
  return said === undefined ? "" : (ts.getTextOfJSDocComment(said.comment) ?? "").trim();
}
