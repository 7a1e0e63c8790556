import { describe, expect, it } from "vitest";
import { loadTexts } from "../../../src/texts/index.ts";
import { temporaryFolder } from "../config/temporary-folder.ts";

/** The lines that an operator would see of files in `bot.texts`, without the folder. */
async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using folder = await temporaryFolder(files);
  try {
    loadTexts({ language: "en", texts: folder.path });
    return [];
  } catch (error) {
    expect(error).toMatchObject({ name: "ConfigError" });
    return (error as Error).message.replaceAll(folder.path, "texts").split("\n");
  }
}

describe("a file of bot.texts", () => {
  it("replaces only the texts that it has", async () => {
    const en = `\ufeff# ours\r
completed = All done, friend.\r
-us = Desk 7
idle = { -us } waited { time } for { $responder }.
list-more = { $count ->
    [one] one more
   *[other] { NUMBER($count) } more
 }
`;
    await using folder = await temporaryFolder({ "en.ftl": en, "notes.txt": "x", "nl.ftl~": "x" });
    const say = loadTexts({ language: "en", texts: folder.path })("en-US");
    expect(say("completed")).toBe("All done, friend.");
    expect(say("idle", { responder: "task", count: 1, unit: "hour" })).toBe("Desk 7 waited 1 hour for task.");
    expect(say("list-more", { count: 1 })).toBe("one more");
    expect(say("aborted")).toBe("Stopped.");
  });

  it.each<[string, string, readonly string[]]>([
    ["an unknown id", "complete = Yes.", ["complete: is not one of the bot's texts (texts/en.ftl:1)"]],
    [
      "an attribute",
      "completed = Yes.\n    .title = x",
      ["completed.title: is not one of the bot's texts (texts/en.ftl:1)"],
    ],
    [
      "a variable that the original does not have",
      "# one\n\nunknown-command = { $name } { $who }?\ncompleted = { $name }!",
      [
        "unknown-command: has no variable $who; it has $name (texts/en.ftl:3)",
        "completed: has no variable $name; it has none (texts/en.ftl:4)",
      ],
    ],
    [
      "a variable of the original that is missing",
      "effect-failed = Hm.\nsigned-out = Gone { $count } while in { $responder }.",
      [
        "effect-failed: the variable $reference is missing (texts/en.ftl:1)",
        "signed-out: the variable $unit is missing (texts/en.ftl:2)",
      ],
    ],
    [
      "a variable in one variant of a selection only",
      "export-no-part = { $parts ->\n    [one] { $part }\n   *[other] x\n}",
      ["export-no-part: has no variable $part; it has $parts (texts/en.ftl:1)"],
    ],
    [
      "a reference to what does not exist",
      "completed = { -brand } { done } { SHOUT(1) }",
      [
        "completed: refers to done, which does not exist (texts/en.ftl:1)",
        "completed: refers to -brand, which does not exist (texts/en.ftl:1)",
        "completed: refers to SHOUT(), which does not exist (texts/en.ftl:1)",
      ],
    ],
    ["the same id twice", "yes = ja\nno = nee\nyes = jawel", ["yes: is given twice (texts/en.ftl:3)"]],
  ])("that has %s is an error with its file, line and id", async (_, en, lines) => {
    expect(await problemsOf({ "en.ftl": en })).toEqual(lines.map((line) => `bot.texts: ${line}`));
  });

  it("that Fluent would skip in part is an error, so that no text is lost silently", async () => {
    const [line = "", ...others] = await problemsOf({
      "en.ftl": "yes = ja\nforgotten = I { forgot\nno = nee",
    });
    expect(line).toMatch(/^bot\.texts: forgotten: is not valid Fluent: .* \(texts\/en\.ftl:2\)$/);
    expect(others).toEqual([]);
  });

  it("in a language that is not shipped is an error, reported with those of the other files", async () => {
    expect(await problemsOf({ "xx.ftl": "yes = oui", "en.ftl": "yess = y", "EN-gb.ftl": "" })).toEqual([
      "bot.texts: EN-gb.ftl is not named after a language that the bot speaks: en (texts/EN-gb.ftl)",
      "bot.texts: yess: is not one of the bot's texts (texts/en.ftl:1)",
      "bot.texts: xx.ftl is not named after a language that the bot speaks: en (texts/xx.ftl)",
    ]);
  });
});

describe("bot.texts", () => {
  it("must name a readable folder with a file of texts", async () => {
    expect(await problemsOf({ "en.txt": "" })).toEqual([
      "bot.texts: contains no file of texts, such as en.ftl (texts)",
    ]);
    await using folder = await temporaryFolder({ "en.ftl": "" });
    for (const texts of [`${folder.path}/none`, `${folder.path}/en.ftl`]) {
      expect(() => loadTexts({ language: "en", texts })).toThrow(/^bot\.texts: cannot be read: .* \(.*\)$/);
    }
  });

  it("may be left out", () => {
    expect(loadTexts({ language: "en", texts: undefined })(null)("aborted")).toBe("Stopped.");
  });
});
