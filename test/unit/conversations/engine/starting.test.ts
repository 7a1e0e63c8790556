/** What people write to begin something while nothing is going on. */
import { describe, expect, it } from "vitest";
import { responder, text } from "../../../../src/index.ts";
import { Rehearsal } from "../../../../src/testing.ts";

const about = (name: string, help: string) =>
  responder(name, { version: 1, help, props: {} }).steps("first", {
    first: { prompt: `${name}?`, accept: text(), receive: (c, said) => c.complete(`${name}: ${said}`) },
  });

const responders = [
  about("address", "Change your address"),
  about("appointment", "Book an appointment: /new appointment [what for]"),
  about("survey", "Answer some questions"),
  about("shake", "Shake hands with me"),
  about("termin", "Einen Termin machen"),
  about("rendez-vous", "Prendre rendez-vous"),
  about("lamp-report", "Report a broken lamp"),
];

async function reply(said: string, lang = "en"): Promise<string> {
  return (await new Rehearsal(responders, { person: { lang } }).say(said)).join("\n");
}

describe("the name of a responder", () => {
  it.each([
    ["I want an appointment", "appointment"],
    ["I’d like an appointment", "appointment"],
    ["make an appointment, please", "appointment"],
    ["I would like to make an appointment", "appointment"],
    ["hello, could I have an appointment?", "appointment"],
    ["Hi! I need to book an appointment.", "appointment"],
    ["please can I get a new appointment", "appointment"],
    ["begin the survey", "survey"],
    ["open a survey", "survey"],
    ["I want to fill in the survey now", "survey"],
    ["let's do the survey", "survey"],
    ["can I change my address?", undefined],
    ["I need a new address", "address"],
    ["I want a lamp report", "lamp-report"],
    ["can u get me an appointment", "appointment"],
    ["i wanna book an appointment pls", "appointment"],
    ["Ich möchte einen Termin", "termin"],
    ["Guten Tag, ich hätte gern einen Termin", "termin"],
    ["ich brauche bitte einen neuen Termin", undefined],
    ["je voudrais un rendez-vous", "rendez-vous"],
    ["bonjour, j'aimerais prendre rendez-vous", "rendez-vous"],
    ["quiero hacer una survey", "survey"],
    ["vorrei fare una survey", "survey"],
    ["jag skulle vilja ha en survey", "survey"],
    ["я хочу заполнить survey", "survey"],
    ["poproszę survey", "survey"],
  ])("is found in %s: %s", async (said, name) => {
    const replied = await reply(said);
    if (name === undefined) expect(replied).toContain("help");
    else expect(replied).toBe(`${name}?`);
  });

  it.each([
    ["appointment tomorrow at 9", 'If you mean "appointment", write just that.'],
    ["can I change my address?", 'If you mean "address", write just that.'],
    ["my lamp report", undefined],
    ["either survey or appointment", undefined],
    ["handshake", undefined],
  ])("is offered where it stands among other words, and is the only one: %s", async (said, offered) => {
    const replied = await reply(said);
    if (offered === undefined) expect(replied).not.toContain("If you mean");
    else expect(replied).toContain(offered);
  });

  it.each([
    "start a ta",
    "open a task",
    "I want a doctor",
    "I need a",
    "get an app",
    "I want a sur",
    "please",
    "a",
    "the",
  ])("is not begun with an article, nor in a sentence: %s", async (said) => {
    expect(await reply(said)).not.toMatch(/^\S+\?$/u);
    expect(await reply(said)).not.toContain("could be");
  });

  it("may be shortened, and have its first answer behind it, where one says new or start", async () => {
    expect(await reply("new app for Tuesday")).toBe("appointment: for Tuesday");
    expect(await reply("start sur")).toBe("survey?");
    expect(await reply("start survey all of it")).toBe("survey: all of it");
    expect(await reply("new lamp report kitchen")).toBe("lamp-report: kitchen");
  });

  it("takes no part of a sentence for an answer, unless a colon stands before it", async () => {
    expect(await reply("I want to shake hands")).toBe("shake?");
    expect(await reply("I need an appointment for my dog")).toBe("appointment?");
    expect(await reply("I want a survey: cats")).toBe("survey: cats");
  });

  it("within a conversation, is asked about at a question that takes any text", async () => {
    for (const said of ["I want an appointment", "start the survey", "can I get an appointment?"]) {
      const rehearsal = new Rehearsal(responders);
      await rehearsal.say("shake");
      expect((await rehearsal.say(said)).join(""), said).toContain("No, start something else");
    }
    const rehearsal = new Rehearsal(responders);
    await rehearsal.say("shake");
    expect(await rehearsal.say("I want a dog")).toEqual(["shake: I want a dog"]);
  });

  it("is looked for in next to no time, however long the text is", () => {
    for (const said of ["i want ".repeat(10_000), "a ".repeat(250), "please ".repeat(80), "l'".repeat(250)])
      expect(reply(said)).resolves.toBeDefined();
  });
});

describe("the name of a responder that begins with a mark", () => {
  it.each(["🍕pizza", "_pizza", "#1"])("begins it, with its first answer: %s", async (name) => {
    const begun = async (said: string) =>
      (await new Rehearsal([about(name, "Order"), about("survey", "Answer")]).say(said)).join("\n");
    expect(await begun(`/new ${name}`)).toBe(`${name}?`);
    expect(await begun(`new ${name}`)).toBe(`${name}?`);
    expect(await begun(name)).toBe(`${name}?`);
    expect(await begun(`/new ${name} with ham`)).toBe(`${name}: with ham`);
    expect(await begun("/new “survey”: with ham")).toBe("survey: with ham");
  });
});
