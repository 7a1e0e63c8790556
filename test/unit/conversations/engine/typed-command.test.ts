import { expect, test } from "vitest";
import { readCommand, textOf } from "../../../../src/conversations/engine/typed-command.ts";

test.each([
  ["a space in front", " /back"],
  ["a line end in front", "\n/back"],
  ["a no-break space in front", "\u00a0/back"],
  ["an ideographic space in front", "\u3000/back"],
  ["a direction mark in front", "\u200f/back"],
  ["a byte-order mark in front", "\ufeff/back"],
  ["a zero-width space behind the slash", "/\u200bback"],
  ["a space behind the slash", "/ back"],
  ["a backslash", "\\back"],
  ["a full-width slash", "／back"],
  ["a full-width backslash", "＼back"],
  ["a full stop", "/back."],
  ["an exclamation mark", "/back!"],
  ["an ideographic full stop", "/back。"],
  ["three dots", "/back…"],
  ["an emoji", "/back🙏"],
  ["a zero-width space at the end", "/back\u200b"],
])("a command with %s is that command", (_, body) => {
  expect(readCommand(body)).toEqual({ name: "back", argument: "" });
});

test.each([
  ["/new task Buy milk", "new", "task Buy milk"],
  ["/new: task", "new", "task"],
  ["/New\u00a0task", "New", "task"],
  ["/help\n\nabort", "help", "abort"],
  ["/etc/hosts is wrong", "etc/hosts", "is wrong"],
  ["/?", "?", ""],
  ["/", "", ""],
])("%s is the command %s with the argument %s", (body, name, argument) => {
  expect(readCommand(body)).toEqual({ name, argument });
});

test.each([
  "back",
  "and/or",
  "1/2",
  "/me waves",
  "/Me waves",
  " /me waves",
  "//back",
  "\\\\server\\share",
  "／／back",
  "",
  "“back”",
  "“/back”",
])("%s is text", (body) => {
  expect(readCommand(body)).toBeUndefined();
});

test.each([
  ["//etc/hosts", "/etc/hosts"],
  [" //etc/hosts", "/etc/hosts"],
  ["\\\\server\\share", "\\\\server\\share"],
  ["///", "//"],
  ["a // b", "a // b"],
  ["plain", "plain"],
])("the text of %s is %s", (body, text) => {
  expect(textOf(body)).toBe(text);
});
