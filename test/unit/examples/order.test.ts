import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import order from "../../../examples/responders/order.ts";
import { playTranscript, rehearseCrashes } from "../../../src/testing.ts";

const folder = join(tmpdir(), `anteroom-orders-${process.pid}`);

/** The orders that were placed. */
async function orders(): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
}

const clear = () => rm(folder, { recursive: true, force: true });
const play = (transcript: string) => rehearseCrashes(order, transcript, { before: clear, world: orders });

const asks = (question: string): string => `
  < ${question} (or write "skip")
  < 1. paper
  < 2. pens
  < 3. toner
  < 4. tea
`;

describe("order", () => {
  beforeEach(async () => {
    vi.stubEnv("ORDERS_FOLDER", folder);
    await mkdir(folder, { recursive: true });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await clear();
  });

  it("asks until the person wants no more, and orders once", async () => {
    const { effects } = await play(`
      > /new order
      ${asks("What do you need?")}
      > tea
      < How many packs of tea?
      > many
      < …
      < How many packs of tea?
      > 2
      ${asks("What else?")}
      > /list
      < supplies:
      < - paper
      < - pens
      < - toner
      < - tea
      <
      ${asks("What else?")}
      > 1
      < How many packs of paper?
      > about a dozen
      < …
      < How many packs of paper?
      > a dozen
      ${asks("What else?")}
      > no thanks, that's it
      < Order 2 × tea, 12 × paper? (yes/no)
      > yes
      < Ordered. Your reference is …
    `);
    expect(effects).toHaveLength(1);
    expect(await orders()).toEqual(["ann@example.org\n2 × tea\n12 × paper\n"]);
  });

  it("goes back into the loop, and forgets the later answers", async () => {
    await play(`
      > /new order tea
      < How many packs of tea?
      > 3
      ${asks("What else?")}
      > /back
      < How many packs of tea?
      > 4
      ${asks("What else?")}
      > -
      < Order 4 × tea? (yes/no)
      > no
      < Nothing ordered.
    `);
    expect(await orders()).toEqual([]);
  });

  it("orders nothing if the person wants nothing or does not answer", async () => {
    await playTranscript(
      order,
      `
      > /new order -
      < Nothing ordered.
      > /new order pens
      < How many packs of pens?
      * 31m
      < I have not heard from you for 30 minutes, so I stopped "order". /new order starts it again.
      `,
    );
    expect(await orders()).toEqual([]);
  });
});
