/** XEP-0439: the choices of a question as buttons, which send what the question takes. */
import { expect, it } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import { choice, responder, yesNo } from "../../../src/index.ts";
import type { Element } from "../../../src/xmpp/stanza.ts";
import { bodyOf, startConversing } from "../../support/under-test/conversing.ts";

const offered = (stanza: Element) =>
  stanza
    .getChildren("response", "urn:xmpp:tmp:quick-response")
    .map(({ attrs }) => [attrs.value, attrs.label]);

const odd = choice({ "/dev/sda": "the disk", "2": "the second", " x": "a space", "-": "a dash" });

/** Comes back to its first question for ever. */
const odds = responder("odds", {
  version: 1,
  help: "",
  props: { what: odd, sure: yesNo().optional() },
}).steps("what", {
  what: { prompt: "What?", accept: odd, into: "what", next: "sure" },
  sure: {
    prompt: (c) => `Sure of "${c.what}"?`,
    accept: yesNo().optional(),
    receive: (c, sure) => {
      c.say(`Sure: ${sure}.`);
      return c.go("what");
    },
  },
});

it("quick responses go with each question that offers choices, below the answer to a command too, and with nothing else", async () => {
  await using chat = await startConversing({ responders: [shake] });
  const said = async (body: string) => {
    chat.say(body);
    return offered(await chat.stanza());
  };
  const how = [
    ["firm", "a firm one"],
    ["gentle", "a gentle one"],
    ["fist", "a fist bump"],
  ];
  expect(await said("hello")).toEqual([]);
  expect(await said("/new shake")).toEqual([]);
  expect(await said("Ann")).toEqual(how);
  expect(await said("kiss")).toEqual(how);
  expect(await said("/replay")).toEqual(how);
  // May be left open, and is a free text.
  expect(await said("gentle")).toEqual([]);
  expect(await said("/back")).toEqual(how);
  expect(await said("/abort")).toEqual([]);
});

it("every quick response is taken, whatever its value is, and one leaves an optional question open", async () => {
  await using chat = await startConversing({ responders: [odds] });
  const ask = async (body: string) => {
    chat.say(body);
    return chat.stanza();
  };
  let question = await ask("/new odds");
  const taken: string[] = [];
  for (const [index, choice] of offered(question).entries()) {
    const sure = await ask(choice[0] ?? "");
    taken.push(bodyOf(sure).split("\n")[0] ?? "");
    expect(offered(sure)).toEqual([
      ["yes", "yes"],
      ["no", "no"],
      ["-", "skip this"],
    ]);
    question = await ask(offered(sure)[index % 3]?.[0] ?? "");
    expect(bodyOf(question)).toContain(`Sure: ${[true, false, undefined][index % 3]}.`);
  }
  expect(taken).toEqual(
    // The numbers lead, as in any object; that of the disk is the value of another choice.
    ["2", "/dev/sda", " x", "-"].map((value) => `Sure of "${value}"? (yes/no) (or write "skip")`),
  );
});
