/** The reply to `Is "cancel" your answer?`: taken as it was meant, or asked again. */
import { describe, expect, it } from "vitest";
import { answer, responder, text } from "../../../../src/index.ts";
import { Rehearsal } from "../../../../src/testing.ts";

const note = responder("note", { version: 1, help: "Keep a note", props: {} }).steps("title", {
  title: { prompt: "Title?", accept: text(), receive: (c, title) => c.complete(`Kept: ${title}`) },
});

const QUESTION = 'Is "cancel" your answer?';

/** What comes of a reply to the question: `stopped`, `kept`, or `asked` once more. */
async function outcomeOf(reply: string, lang: string): Promise<string> {
  const rehearsal = new Rehearsal([note], { person: { lang } });
  await rehearsal.say("/new note");
  expect((await rehearsal.say("cancel")).join("")).toContain(QUESTION);
  const replies = (await rehearsal.say(reply)).join("\n");
  if (replies.includes(QUESTION)) return "asked";
  if (replies.includes("Kept: cancel")) return "kept";
  return replies.includes("Kept") || rehearsal.conversation !== undefined ? replies : "stopped";
}

describe("a number is that of one of the two, with whatever stands around it", () => {
  it.each([
    ["1 thanks", "en", "stopped"],
    ["nr. 1", "en", "stopped"],
    ["choice 1 please", "en", "stopped"],
    ["the 1", "en", "stopped"],
    ["the second one", "en", "kept"],
    ["option 2", "en", "kept"],
    ["Nummer 1", "en", "stopped"],
    ["die 1 bitte", "de", "stopped"],
    ["Antwort 2", "de", "kept"],
    ["le numéro 1", "fr", "stopped"],
    ["opción 1", "es", "stopped"],
    ["opcja 1", "pl", "stopped"],
    ["opcja 2", "en", "kept"],
    ["seçenek 1", "tr", "stopped"],
    ["вариант 1", "ru", "stopped"],
    ["رقم ١", "ar", "stopped"],
    ["1番", "ja", "stopped"],
    ["1️⃣", "en", "stopped"],
  ])("%s (%s): %s", async (reply, lang, outcome) => {
    expect(await outcomeOf(reply, lang)).toBe(outcome);
  });

  it.each([
    ["no, 1", "en", "stopped"],
    ["yes, 2", "en", "kept"],
    ["2 yes", "en", "kept"],
    ["ja, die 2", "de", "kept"],
    ["yes 1", "en", "asked"],
    ["1 yes please", "en", "asked"],
    ["no, the second", "en", "asked"],
    ["oui, 1", "fr", "asked"],
    ["3 please", "en", "asked"],
  ])("%s (%s) beside a yes or no: %s", async (reply, lang, outcome) => {
    expect(await outcomeOf(reply, lang)).toBe(outcome);
  });
});

describe("whoever cannot tell is asked again", () => {
  it.each([
    ["hmm", "en"],
    ["Neither.", "en"],
    ["both!", "en"],
    ["I don’t know", "en"],
    ["not sure", "en"],
    ["vielleicht", "en"],
    ["doch", "de"],
    ["weder noch", "de"],
    ["cancel hier", "de"],
    ["les deux", "fr"],
    ["peut-être", "fr"],
    ["no sé", "es"],
    ["boh", "it"],
    ["nie wiem", "pl"],
    ["не знаю", "ru"],
    ["belki", "tr"],
    ["ربما", "ar"],
    ["分からない", "ja"],
    ["結構です", "ja"],
    ["大丈夫", "ja"],
    ["no", "cs"],
    ["ne, to je název", "en"],
    ["ano, je to název", "en"],
    ["όχι, είναι ο τίτλος", "en"],
    ["nevím", "cs"],
    ["nem tudom", "hu"],
    ["δεν ξέρω", "el"],
    ["पता नहीं", "hi"],
    ["也许", "zh"],
  ])("%s (%s)", async (reply, lang) => {
    expect(await outcomeOf(reply, lang)).toBe("asked");
  });

  it("and another text is still the answer", async () => {
    expect(await outcomeOf("maybe we go to Rome", "en")).toBe("Kept: maybe we go to Rome");
    expect(await outcomeOf("1 litre of milk", "en")).toBe("Kept: 1 litre of milk");
    expect(await outcomeOf("Ne pas oublier le lait", "en")).toBe("Kept: Ne pas oublier le lait");
  });
});

describe("a kind of an author's own that takes any text", () => {
  const title = answer<string>({
    kind: "title",
    field: { type: "text-single" },
    parse: (said) => ({ ok: true, value: said.toUpperCase() }),
    toJson: (value) => value,
    fromJson: (json) => ({ ok: true, value: String(json) }),
  });
  const own = responder("own", { version: 1, help: "Own", props: {} }).steps("title", {
    title: { prompt: "Title?", accept: title, receive: (c, said) => c.complete(`Kept: ${said}`) },
  });

  it.each(["quit", "help", "go back", "abbrechen"])("asks about %s, too", async (word) => {
    const rehearsal = new Rehearsal([own], { person: { lang: "en" } });
    await rehearsal.say("/new own");
    expect((await rehearsal.say(word)).join("")).toContain(`Is "${word}" your answer?`);
    expect(await rehearsal.say("yes")).toEqual([`Kept: ${word.toUpperCase()}`]);
  });
});

describe("a word to the bot in another language than the person's is asked about, too", () => {
  it.each([
    ["Abbrechen", "en"],
    ["annuler", "en"],
    ["cancelar", "en"],
    ["anuluj", "de"],
    ["iptal", "en"],
    ["скасувати", "fr"],
    ["إلغاء", "en"],
    ["キャンセル", "en"],
    ["取消", "ja"],
    ["zurück", "en"],
    ["aiuto", "nl"],
  ])("%s (%s)", async (word, lang) => {
    const rehearsal = new Rehearsal([note], { person: { lang } });
    await rehearsal.say("/new note");
    expect((await rehearsal.say(word)).join("")).toContain(`Is "${word}" your answer?`);
  });

  it.each(["Peru", "fine", "was", "retour"])(
    "%s is an everyday word elsewhere, and is the answer",
    async (word) => {
      const rehearsal = new Rehearsal([note], { person: { lang: "en" } });
      await rehearsal.say("/new note");
      expect(await rehearsal.say(word)).toEqual([`Kept: ${word}`]);
    },
  );
});

describe("a form in which the question is shown", () => {
  it.each([
    ["wish", [], 'Stopped "note".', "No, stop here"],
    ["answer", [], "Kept: cancel", 'Yes, "cancel" is my answer'],
    ["something else", [QUESTION], undefined, undefined],
  ])("is answered by the choice of one of the two: %s", async (value, asked, said, recorded) => {
    const rehearsal = new Rehearsal([note]);
    await rehearsal.say("/new note");
    await rehearsal.say("cancel");
    const [reply = ""] = await rehearsal.say(value, { form: { kind: "answer", values: [value] } });
    expect(reply.split("\n", 1)).toEqual(said === undefined ? asked : [said]);
    expect(rehearsal.messages.findLast(({ direction }) => direction === "in")?.body).toBe(
      recorded ?? "cancel",
    );
  });
});
