/** Stored answers that do not fit the types of a later build. */
import { describe, expect, it } from "vitest";
import { number, responder, text } from "../../../../../src/index.ts";
import { Rehearsal } from "../../../../../src/testing.ts";

const AGAIN = '"party" has changed since you began, and one of your answers no longer fits.';
const many = { prompt: "How many guests?" };
const day = { prompt: "On which day?", accept: text() };

const loose = responder("party", { version: 1, help: "", props: { guests: text() } }).steps("many", {
  many: {
    ...many,
    accept: text(),
    receive: (c, guests) => {
      c.set("guests", guests);
      return c.go("day");
    },
  },
  day: { ...day, receive: (c, on) => c.complete(`${c.guests} on ${on}`) },
});
const strict = responder("party", { version: 1, help: "", props: { guests: number() } }).steps("many", {
  many: {
    ...many,
    accept: number(),
    receive: (c, guests) => {
      c.set("guests", guests);
      return c.go("day");
    },
  },
  day: { ...day, receive: (c, on) => c.complete(`${c.guests + 1} on ${on}`) },
});
const migrating = responder("party", { version: 2, help: "", props: { guests: number() } }).steps(
  "many",
  {
    many: {
      ...many,
      accept: number(),
      receive: (c, guests) => {
        c.set("guests", guests);
        return c.go("day");
      },
    },
    day: { ...day, receive: (c, on) => c.complete(`${c.guests + 1} on ${on}`) },
  },
  { migrate: { 1: (old) => old } },
);

describe("an answer that its step has set itself and that no longer fits", () => {
  it.each([strict, migrating])("is asked again in version $version of its responder", async (later) => {
    const rehearsal = new Rehearsal([loose]);
    await rehearsal.say("/new party a lot");
    rehearsal.deploy([later]);
    expect(await rehearsal.say("Monday")).toEqual([`${AGAIN}\nHow many guests?`]);
    expect(await rehearsal.say("7")).toEqual(["On which day?"]);
    expect(await rehearsal.say("Monday")).toEqual(["8 on Monday"]);
  });
});

it("a property may be called like a member of every object", async () => {
  const visit = responder("visit", { version: 1, help: "", props: { constructor: text() } }).steps("place", {
    place: { prompt: "Where?", accept: text(), receive: (c) => c.go("constructor") },
    constructor: { prompt: "Which constructor?", accept: text(), into: "constructor", next: "place" },
  });
  const rehearsal = new Rehearsal([visit]);
  expect(await rehearsal.say("/new visit")).toEqual(["Where?"]);
  expect(await rehearsal.say("Rome")).toEqual(["Which constructor?"]);
});
