import { describe, expect, it } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import { playTranscript, rehearseCrashes } from "../../../src/testing.ts";

const ASKS_HOW = `
  < 1. a firm one
  < 2. a gentle one
  < 3. a fist bump
`;

describe("shake", () => {
  it.each([
    ["3", "Fist bump! Boom."],
    ["a fist bump", "Fist bump! Boom."],
    ["the fist bump, please", "Fist bump! Boom."],
    ["the third one", "Fist bump! Boom."],
    ["GENTLE", "Gently. A pleasure."],
    ["fir", "A firm grip. You mean business."],
  ])("takes a choice by number, label or prefix: %s", async (how, said) => {
    await playTranscript(
      shake,
      `
      > \\new sh Ann
      < Pleased to meet you, Ann. What shall it be?
      ${ASKS_HOW}
      > ${how}
      < ${said}
      < Is there anything you would like to wish me? (or write "skip")
      > -
      < See you!
      `,
    );
  });

  it("refuses unfit answers, shows its list, goes back, and takes a wish", async () => {
    const { conversations } = await rehearseCrashes(
      shake,
      `
      > /new shake
      < Who is shaking my hand?
      > Ann
      < Pleased to meet you, Ann. What shall it be?
      ${ASKS_HOW}
      > a kiss
      < That is none of the choices. A number from 1 to 3 will do.
      < Pleased to meet you, Ann. What shall it be?
      ${ASKS_HOW}
      > /list
      < customs:
      < - Japan: a bow
      < - France: a kiss on each cheek
      < - Tibet: the tongue out
      < - New Zealand: noses
      <
      < Pleased to meet you, Ann. What shall it be?
      ${ASKS_HOW}
      > 1
      < A firm grip. You mean business.
      < Is there anything you would like to wish me? (or write "skip")
      > /back
      < Pleased to meet you, Ann. What shall it be?
      ${ASKS_HOW}
      > 2
      < Gently. A pleasure.
      < Is there anything you would like to wish me? (or write "skip")
      > A long life
      < Thank you. The same to you, Ann!
      `,
    );
    expect(conversations).toMatchObject([{ status: "complete", props: { name: "Ann", how: "gentle" } }]);
  });

  it("can be aborted, and ends when nobody answers", async () => {
    const { conversations } = await rehearseCrashes(
      shake,
      `
      > /new shake
      < Who is shaking my hand?
      > /abort
      < Stopped "shake".
      > /new shake
      < Who is shaking my hand?
      * 30m
      < I have not heard from you for 30 minutes, so I stopped "shake". /new shake starts it again.
      `,
    );
    expect(conversations.map(({ endedWhy }) => endedWhy)).toEqual(["abort", "idle"]);
  });
});
