import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import intake from "../../../examples/responders/intake.ts";
import { rehearseCrashes } from "../../../src/testing.ts";

/** A webhook that keeps a record for each key, however often it comes. */
const records = new Map<string, unknown>();
let open = true;
let server: Server;

const play = (transcript: string) =>
  rehearseCrashes(intake, transcript, { before: () => records.clear(), world: () => [...records] });

const HELP = "< If you or somebody near you is in danger now, please call 112 at once. …";
const URGENCY = `
  < How urgent is it?
  < 1. now
  < 2. within days
  < 3. it can wait
`;
const LANGUAGE = `
  < Which language do you prefer?
  < 1. English
  < 2. Deutsch
  < 3. français
  < 4. українська
`;
const ANONYMOUS = "< Do you want to stay anonymous? Staff will then see neither …";
const CONTACT = `
  < How may we reach you?
  < 1. here in the chat
  < 2. by telephone
`;
const PASS_ON = "< Shall I pass this on to our staff?";

describe("intake, where there is a line", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ["the queue default, where no variable is set,", {}, "default"],
    ["the queue that INTAKE_QUEUE names", { INTAKE_QUEUE: "evening" }, "evening"],
    ["that queue also beside a webhook", { INTAKE_QUEUE: "evening", INTAKE_WEBHOOK: "http://x/" }, "evening"],
  ])("hands over to %s without asking how to reach the person", async (_, variables, queue) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const rehearsal = await rehearseCrashes(
      intake,
      `
      > /new intake my landlord
      ${URGENCY}
      > within days
      ${LANGUAGE}
      > fr
      ${PASS_ON}
      < "my landlord" (yes/no)
      > yes
      < Thank you. Our staff will see your answers.
      < You are in line for "${queue}".
      `,
    );
    expect(rehearsal.conversation?.props).toMatchObject({ queue, note: "within days (français)" });
    expect(rehearsal.conversations[0]).toMatchObject({ responder: "intake", status: "complete" });
  });
});

describe("intake with a webhook", () => {
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const record = await json(request);
      if (open) records.set(String(request.headers["idempotency-key"]), record);
      response.writeHead(open ? 204 : 503).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    open = true;
    vi.stubEnv("INTAKE_WEBHOOK", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("hands over how to reach a person, once", async () => {
    const { effects } = await play(`
      > /new intake
      < What is it about? A few words are enough.
      > My flat
      ${URGENCY}
      > soon
      < That is none of the choices. A number from 1 to 3 will do.
      ${URGENCY}
      > within
      ${LANGUAGE}
      > Deutsch
      ${ANONYMOUS}
      > no
      ${CONTACT}
      > 2
      < What is your number?
      > later
      < I need a telephone number: digits only.
      < What is your number?
      > +49 30 123456
      ${PASS_ON}
      < "My flat" (yes/no)
      > yes
      < Thank you for writing. Our staff have it now.
    `);
    expect([...records]).toEqual([
      [
        effects[0]?.key,
        {
          about: "My flat",
          urgency: "days",
          language: "de",
          anonymous: false,
          contact: "phone",
          phone: "+49 30 123456",
          from: "ann@example.org",
        },
      ],
    ]);
  });

  it("does not pass on the address of a person who stays anonymous", async () => {
    await play(`
      > /new intake My flat
      ${URGENCY}
      > 3
      ${LANGUAGE}
      > fr
      ${ANONYMOUS}
      > yes
      ${PASS_ON}
      < "My flat" (yes/no)
      > yes
      < Thank you for writing. Our staff have it now.
    `);
    expect([...records.values()]).toEqual([
      { about: "My flat", urgency: "later", language: "fr", anonymous: true, from: null },
    ]);
  });

  it("answers a cry for help at once, at any question, and carries on", async () => {
    await play(`
      > /new intake I want to die
      ${HELP}
      ${URGENCY}
      > I took an overdose
      ${HELP}
      ${URGENCY}
      > now
      ${HELP}
      ${LANGUAGE}
      > 1
      ${ANONYMOUS}
      > I'll kill myself
      ${HELP}
      ${ANONYMOUS}
      > no
      ${CONTACT}
      > chat
      ${PASS_ON}
      < "I want to die" (yes/no)
      > yes
      < Thank you for writing. Our staff have it now.
    `);
    expect(records.size).toBe(1);
  });

  it("goes back, and passes nothing on if the person does not agree", async () => {
    await play(`
      > /new intake My flat
      ${URGENCY}
      > 3
      ${LANGUAGE}
      > /back
      ${URGENCY}
      > 2
      ${LANGUAGE}
      > /list
      < There are no lists here.
      <
      ${LANGUAGE}
      > 1
      ${ANONYMOUS}
      > yes
      ${PASS_ON}
      < "My flat" (yes/no)
      > no
      < I have not passed anything on. You are welcome to come back at any time.
      > /new intake My flat
      ${URGENCY}
      > /abort
      < Stopped "intake".
    `);
    expect(records.size).toBe(0);
  });

  it("waits longer than other responders before it ends", async () => {
    await play(`
      > /new intake My flat
      ${URGENCY}
      * 119m
      * 1m
      < I have not heard from you for 2 hours, so I stopped "intake". /new intake starts it again.
    `);
  });

  it("tells a waiting person that it takes longer, and later that the record was handed over", async () => {
    open = false;
    const rehearsal = await play(`
      > /new intake My flat
      ${URGENCY}
      > 3
      ${LANGUAGE}
      > 1
      ${ANONYMOUS}
      > yes
      ${PASS_ON}
      < "My flat" (yes/no)
      > yes
      * 1s
      < This takes longer than usual. I will keep trying and tell you when it is done.
      * 10m
      < Sorry, that did not work, although I tried several times. …
      ${PASS_ON}
      < "My flat" (yes/no)
      > yes
    `);
    open = true;
    expect(await rehearsal.pass("1s")).toEqual(["Thank you for writing. Our staff have it now."]);
    expect([...records.keys()]).toEqual(rehearsal.effects.map(({ key }) => key));
  });

  it("posts nothing if neither a queue nor a webhook is named, and does not claim that staff have it", async () => {
    vi.stubEnv("INTAKE_QUEUE", "");
    vi.stubEnv("INTAKE_WEBHOOK", undefined);
    await play(`
      > /new intake My flat
      ${URGENCY}
      > 3
      ${LANGUAGE}
      > 1
      ${ANONYMOUS}
      > yes
      ${PASS_ON}
      < "My flat" (yes/no)
      > yes
      < Thank you for writing. I will keep this here until our staff read it.
    `);
    expect(records.size).toBe(0);
  });
});
