import { describe, expect, it } from "vitest";
import { readCommand } from "../../../src/conversations/engine/typed-command.ts";
import { resolveName } from "../../../src/conversations/names.ts";

const NAMES = ["list", "list-all", "Task", "task-new", "shake", "Ärger"];

describe("a name", () => {
  it.each([
    ["list", { kind: "found", name: "list" }],
    ["LIST", { kind: "found", name: "list" }],
    ["list-", { kind: "found", name: "list-all" }],
    ["task", { kind: "found", name: "Task" }],
    ["S", { kind: "found", name: "shake" }],
    ["ärg", { kind: "found", name: "Ärger" }],
    ["lis", { kind: "ambiguous", names: ["list", "list-all"] }],
    ["ta", { kind: "ambiguous", names: ["Task", "task-new"] }],
    ["sheak", { kind: "unknown", nearest: ["shake"] }],
    ["shkae", { kind: "unknown", nearest: ["shake"] }],
    ["lost", { kind: "unknown", nearest: ["list"] }],
    ["zzz", { kind: "unknown", nearest: [] }],
    ["", { kind: "unknown", nearest: [] }],
    ["x".repeat(100_000), { kind: "unknown", nearest: [] }],
  ])("is matched exactly, then without case, then as a unique prefix: %.20s", (word, resolved) => {
    expect(resolveName(word, NAMES)).toEqual(resolved);
  });
});

describe("a body", () => {
  it.each([
    ["/new task Buy milk", { name: "new", argument: "task Buy milk" }],
    ["\\help", { name: "help", argument: "" }],
    ["/foo\nbar baz", { name: "foo", argument: "bar baz" }],
    ["/", { name: "", argument: "" }],
    ["/ x", { name: "x", argument: "" }],
    ["/replay\t3 ", { name: "replay", argument: "3" }],
    ["/me waves", undefined],
    ["help", undefined],
    [" /new", { name: "new", argument: "" }],
    ["", undefined],
  ])("is a command where it begins with / or \\: %j", (body, command) => {
    expect(readCommand(body)).toEqual(command);
  });
});
