import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import survey from "../../../examples/responders/survey.ts";
import { rehearseCrashes } from "../../../src/testing.ts";

const folder = join(tmpdir(), `anteroom-survey-${process.pid}`);

/** The results written, by the names of their files. */
async function results(): Promise<readonly (readonly [string, unknown])[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names.sort().map(async (name) => [name, JSON.parse(await readFile(join(folder, name), "utf8"))] as const),
  );
}

const clear = () => rm(folder, { recursive: true, force: true });
const play = (transcript: string) => rehearseCrashes(survey, transcript, { before: clear, world: results });

const ASKS = `
  < How was your visit?
  < 1. good
  < 2. fair
  < 3. bad
`;
const COMMENT = '< Is there anything else? (or write "skip")';

describe("survey", () => {
  beforeEach(() => vi.stubEnv("SURVEY_FOLDER", folder));
  afterEach(async () => {
    vi.unstubAllEnvs();
    await clear();
  });

  it("asks satisfied people what they liked, and keeps the result once", async () => {
    const { effects } = await play(`
      > /new survey
      ${ASKS}
      > great
      < That is none of the choices. A number from 1 to 3 will do.
      ${ASKS}
      > 1
      < Glad to hear it. What did you like most? (or write "skip")
      > The tea
      ${COMMENT}
      > -
      < Thank you for your time.
    `);
    expect(effects).toHaveLength(1);
    expect(await results()).toEqual([
      [`${effects[0]?.key.replace(":", "-")}.json`, { rating: "good", liked: "The tea", from: null }],
    ]);
  });

  it("asks others what they missed", async () => {
    await play(`
      > /new survey fair
      < What did you miss? (or write "skip")
      > -
      ${COMMENT}
      > No.
      < Is "No." your answer?
      < 1. No, leave the question open
      < 2. Yes, "No." is my answer
      > yes
      < Thank you for your time.
    `);
    expect((await results()).map(([, result]) => result)).toEqual([
      { rating: "fair", comment: "No.", from: null },
    ]);
  });

  it.each([
    ["yes", "ann@example.org"],
    ["no", null],
  ])("names disappointed people only if they agree: %s", async (answer, from) => {
    await play(`
      > /new survey bad
      < I am sorry. What went wrong? (or write "skip")
      > The queue
      < May we write to you about it? (yes/no)
      > perhaps
      < Please answer yes or no.
      < May we write to you about it? (yes/no)
      > ${answer}
      ${COMMENT}
      > -
      < Thank you for your time.
    `);
    expect((await results()).map(([, result]) => result)).toMatchObject([{ missed: "The queue", from }]);
  });

  it("forgets the answers of the other branch when a person goes back", async () => {
    await play(`
      > /new survey bad
      < I am sorry. What went wrong? (or write "skip")
      > The queue
      < May we write to you about it? (yes/no)
      > /back
      < I am sorry. What went wrong? (or write "skip")
      > /back
      ${ASKS}
      > good
      < Glad to hear it. What did you like most? (or write "skip")
      > /list
      < There are no lists here.
      <
      < Glad to hear it. What did you like most? (or write "skip")
      > The tea
      ${COMMENT}
      > -
      < Thank you for your time.
    `);
    expect((await results()).map(([, result]) => result)).toEqual([
      { rating: "good", liked: "The tea", from: null },
    ]);
  });

  it("can be aborted, and ends when nobody answers", async () => {
    await play(`
      > /new survey good
      < Glad to hear it. What did you like most? (or write "skip")
      > /abort
      < Stopped "survey".
      > /new survey fair
      < What did you miss? (or write "skip")
      * 30m
      < I have not heard from you for 30 minutes, so I stopped "survey". /new survey starts it again.
    `);
    expect(await results()).toEqual([]);
  });

  it("says so when the result cannot be kept, and keeps it once it can", async () => {
    // A file where the folder should be.
    const blocked = async (): Promise<void> => {
      await clear();
      await writeFile(folder, "");
    };
    const rehearsal = await rehearseCrashes(
      survey,
      `
      > /new survey good
      < Glad to hear it. What did you like most? (or write "skip")
      > -
      ${COMMENT}
      > -
      > hello?
      < One moment, I am still working on it.
      * 1s
      < This takes longer than usual. I will keep trying and tell you when it is done.
      * 10m
      < Sorry, that did not work, although I tried several times. …
      ${COMMENT}
      `,
      { before: blocked },
    );
    await clear();
    await mkdir(folder);
    expect(await rehearsal.say("-")).toEqual(["Thank you for your time."]);
    expect(rehearsal.effects).toHaveLength(1);
    expect(await results()).toHaveLength(1);
  });

  it("writes nothing if no folder is named", async () => {
    vi.stubEnv("SURVEY_FOLDER", undefined);
    const { conversations } = await play(`
      > /new survey good
      < Glad to hear it. What did you like most? (or write "skip")
      > -
      ${COMMENT}
      > Go on so
      < Thank you for your time.
    `);
    expect(conversations).toMatchObject([{ status: "complete", props: { comment: "Go on so" } }]);
    expect(await results()).toEqual([]);
  });
});
