/** What an author does wrong does not compile, and the first line of the error says what it is. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("../", import.meta.url));
const root = fileURLToPath(new URL("../../../../", import.meta.url));

const HEAD = `
  import { choice, conversation, date, responder, text, yesNo } from "anteroom";
  const props = { title: text(), due: date().optional(), size: choice(["s", "l"]) };
  const lists = { people: () => ["Ann"] };
  const ok = { prompt: "?", accept: text(), into: "title", next: "ok" } as const;
`;
const steps = (step: string): string =>
  `responder("r", { version: 1, help: "", props, lists }).steps("ok", { ok, bad: ${step} }, { effects: { create: async () => {} } });`;

const without = (step: string): string =>
  `responder("r", { version: 1, help: "", props }).steps("ok", { ok, bad: ${step} });`;

const MISTAKES: readonly (readonly [string, string, string | RegExp])[] = [
  [
    "an answer into a property of another type",
    steps('{ prompt: "?", accept: date(), into: "title", next: "ok" }'),
    `Type '"title"' is not assignable to type '"due"'.`,
  ],
  [
    "an answer into a property that does not exist",
    steps('{ prompt: "?", accept: text(), into: "titel", next: "ok" }'),
    `Type '"titel"' is not assignable to type '"title"'.`,
  ],
  [
    "an answer that may be left out into a property that may not",
    steps('{ prompt: "?", accept: text().optional(), into: "title", next: "ok" }'),
    `Type '"title"' is not assignable to type '"no property of this responder takes such an answer"'.`,
  ],
  [
    "a choice into a property that takes fewer values",
    steps('{ prompt: "?", accept: choice(["s", "m"]), into: "size", next: "ok" }'),
    `Type '"size"' is not assignable to type '"title"'.`,
  ],
  [
    "a next step that does not exist",
    steps('{ prompt: "?", accept: text(), into: "title", next: "nowhere" }'),
    `Type '"nowhere"' is not assignable to type '"ok" | "bad" | `,
  ],
  [
    "a function that gives a next step that does not exist",
    steps('{ prompt: "?", accept: text(), into: "title", next: (c) => (c.title === "" ? "ok" : "nowhere") }'),
    `=> "ok" | "nowhere"' is not assignable to type '"ok" | "bad" | `,
  ],
  [
    "go to a step that does not exist",
    steps('{ prompt: "?", accept: text(), receive: (c) => c.go("nowhere") }'),
    `Argument of type '"nowhere"' is not assignable to parameter of type '"ok" | "bad"'.`,
  ],
  [
    "a list that does not exist",
    steps('{ prompt: "?", accept: text(), into: "title", next: "ok", list: "poeple" }'),
    `Type '"poeple"' is not assignable to type '"people"'.`,
  ],
  [
    "an effect that does not exist",
    steps('{ prompt: "?", accept: text(), receive: (c) => c.complete("", { effect: "craete" }) }'),
    `Type '"craete"' is not assignable to type '"create"'.`,
  ],
  [
    "a list where there are none",
    without('{ prompt: "?", accept: text(), into: "title", next: "ok", list: "people" }'),
    `Type '"people"' is not assignable to type '"this responder has no lists"'.`,
  ],
  [
    "an effect where there are none",
    without('{ prompt: "?", accept: text(), receive: (c) => c.complete("", { effect: "create" }) }'),
    `Type '"create"' is not assignable to type '"this responder has no effects"'.`,
  ],
  [
    "a prompt that ends the conversation",
    steps('{ prompt: (c) => { c.complete(); return "?"; }, accept: text(), into: "title", next: "ok" }'),
    "Property 'complete' does not exist on type 'Reading<",
  ],
  [
    "a prompt that goes on",
    steps('{ prompt: (c) => { c.go("ok"); return "?"; }, accept: text(), into: "title", next: "ok" }'),
    "Property 'go' does not exist on type 'Reading<",
  ],
  [
    "a prompt that sets a property",
    steps('{ prompt: (c) => { c.title = "x"; return "?"; }, accept: text(), into: "title", next: "ok" }'),
    "Cannot assign to 'title' because it is a read-only property.",
  ],
  [
    "an answer that a function gives into a property of another type",
    steps('{ prompt: "?", accept: (c) => choice([c.title]), into: "due", next: "ok" }'),
    `Type '"due"' is not assignable to type '"title"'.`,
  ],
  [
    "a function of the answers that waits for something",
    steps('{ prompt: "?", accept: async () => text(), into: "title", next: "ok" }'),
    "Type '() => Promise<TextAnswer>' is not assignable to type 'CalledKindOfAnswer<",
  ],
  [
    "a function of the answers that sets a property",
    steps('{ prompt: "?", accept: (c) => { c.title = "x"; return text(); }, into: "title", next: "ok" }'),
    "Cannot assign to 'title' because it is a read-only property.",
  ],
  [
    "a list that takes an answer to be there that may not be",
    'responder("r", { version: 1, help: "", props, lists: { sizes: (c) => [c.props.title.trim()] } }).steps("ok", { ok });',
    "'c.props.title' is possibly 'undefined'.",
  ],
  [
    "a prompt that waits for something",
    steps('{ prompt: async () => "?", accept: text(), into: "title", next: "ok" }'),
    "Type '() => Promise<string>' is not assignable to type 'string | ((c: ",
  ],
  [
    "receive without a decision",
    steps('{ prompt: "?", accept: text(), receive: (c) => { c.say("Thanks."); } }'),
    "=> void' is not assignable to type 'ReturnsADecision<",
  ],
  [
    "receive without a decision in one of its ways",
    steps('{ prompt: "?", accept: text(), receive: (c, said) => { if (said === "") return c.go("ok"); } }'),
    "=> StepDecision<...> | undefined' is not assignable to type 'ReturnsADecision<",
  ],
  [
    "receive that gives the name of a step",
    steps('{ prompt: "?", accept: text(), receive: () => "ok" }'),
    "Type '() => string' is not assignable to type 'ReturnsADecision<",
  ],
  [
    "into, next and receive at once",
    steps('{ prompt: "?", accept: text(), into: "title", next: "ok", receive: (c) => c.go("ok") }'),
    "is not assignable to type 'StepWithEitherIntoAndNextOrReceive<",
  ],
  [
    "neither into and next nor receive",
    steps('{ prompt: "?", accept: text() }'),
    "Type '{ prompt: string; accept: TextAnswer; }' is not assignable to type 'StepWithEitherIntoAndNextOrReceive<",
  ],
  [
    "into without next",
    steps('{ prompt: "?", accept: text(), into: "title" }'),
    `into: "title"; }' is not assignable to type 'StepWithEitherIntoAndNextOrReceive<`,
  ],
  ...[
    ["promt", "prompt", '{ promt: "?", accept: text(), into: "title", next: "ok" }'],
    ["acept", "accept", '{ prompt: "?", acept: text(), into: "title", next: "ok" }'],
    ["nxt", "next", '{ prompt: "?", accept: text(), into: "title", nxt: "ok" }'],
    ["recieve", "receive", '{ prompt: "?", accept: text(), recieve: (c) => c.go("ok") }'],
  ].map(
    ([wrong, right, step = ""]) =>
      [
        `${wrong} in place of ${right}`,
        steps(step),
        new RegExp(`'${wrong}' does not exist .* Did you mean to write '${right}'\\?$`),
      ] as const,
  ),
  [
    "a kind of answer that is not called",
    steps('{ prompt: "?", accept: text, into: "title", next: "ok" }'),
    "=> TextAnswer' is not assignable to type 'CalledKindOfAnswer<string> | FunctionOfTheAnswers<string, ",
  ],
  [
    "set with a value of another type",
    steps(
      '{ prompt: "?", accept: yesNo(), receive: (c, yes) => { c.set("title", yes); return c.go("ok"); } }',
    ),
    "Argument of type 'boolean' is not assignable to parameter of type 'string'.",
  ],
  [
    "a first step that does not exist",
    'responder("r", { version: 1, help: "", props }).steps("nowhere", { ok });',
    `Argument of type '"nowhere"' is not assignable to parameter of type '"ok"'.`,
  ],
  [
    "a property with the name of something that a step is given",
    'responder("r", { version: 1, help: "", props: { go: text() } }).steps("a", { a: { prompt: "?", accept: text(), into: "go", next: "a" } });',
    `'TextAnswer & "a property cannot be called go: steps are given something else under that name"'.`,
  ],
  [
    "a later version without migrations",
    'responder("r", { version: 2, help: "", props }).steps("ok", { ok });',
    `Argument of type '"ok"' is not assignable to parameter of type '"version 2 needs a third argument with migrate: one function for each earlier version"'.`,
  ],
  [
    "a retry for no duration",
    'responder("r", { version: 1, help: "", props }).steps("ok", { ok }, { effects: { create: { run: () => {}, retry: { for: "soon" } } } });',
    /"soon"/,
  ],
  [
    "a later version with effects and without migrations",
    'responder("r", { version: 2, help: "", props }).steps("ok", { ok }, { effects: { create: () => {} } });',
    "is not assignable to parameter of type 'MigrateForEachEarlierVersion<2> & Extras<",
  ],
  [
    "a later version with a migration missing",
    'responder("r", { version: 3, help: "", props }).steps("ok", { ok }, { migrate: { 1: (old) => old } });',
    "Property '2' is missing in type",
  ],
  [
    "a later version in the straight-line form without migrations",
    'conversation("r", { version: 2 }, async () => "Done.");',
    "is not assignable to parameter of type 'ConversationHead<2, never> & MigrateForEachEarlierVersion<2>'.",
  ],
  [
    "an answer in the straight-line form that is not waited for",
    'conversation("r", { version: 1 }, async (c) => { c.say(c.ask("title", text("What?"))); });',
    "Argument of type 'Promise<string>' is not assignable to parameter of type 'string'.",
  ],
  [
    "a list in the straight-line form that does not exist",
    'conversation("r", { version: 1, lists }, async (c) => { await c.ask("a", text("?"), { list: "poeple" }); });',
    `Type '"poeple"' is not assignable to type '"people"'.`,
  ],
  [
    "an end in the straight-line form that ends nothing",
    'conversation("r", { version: 1 }, async () => 1);',
    "Type 'Promise<number>' is not assignable to type 'Promise<void> | Promise<string | ScriptEnd | undefined>'.",
  ],
  [
    "a timeout that is no duration",
    'responder("r", { version: 1, help: "", props }).steps("ok", { ok }, { timeout: { idle: "half an hour" } });',
    `Type '"half an hour"' is not assignable to type`,
  ],
];

describe("an author's mistake does not compile:", () => {
  const errors = compile(["", ...MISTAKES.map(([, code]) => code)]);

  it("nothing, where there is none", () => {
    expect(errors[0]).toEqual([]);
  });

  it.each(MISTAKES.map(([name, , error], index) => [name, error, index + 1] as const))(
    "%s",
    (_, error, index) => {
      const first = errors[index]?.[0] ?? "it compiles";
      expect(first).toMatch(error);
      // What such a line says, only who knows the types by heart understands.
      expect(first).not.toMatch(/'never'|No overload matches|Expected \d arguments/);
    },
  );
});

/** The first lines of the errors of each of several modules. */
function compile(modules: readonly string[]): readonly (readonly string[])[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const files = new Map(modules.map((code, index) => [`${folder}mistake-${index}.ts`, HEAD + code]));
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, language, ...more) => {
    const code = files.get(name);
    return code === undefined
      ? getSourceFile(name, language, ...more)
      : ts.createSourceFile(name, code, language);
  };
  const program = ts.createProgram([...files.keys()], { ...options, noUnusedLocals: false }, host);
  return [...files.keys()].map((name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").split("\n", 1)[0] ?? ""),
  );
}
