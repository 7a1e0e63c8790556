import { mkdir, readdir, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import appointment from "../../../examples/responders/appointment.ts";
import { rehearseCrashes } from "../../../src/testing.ts";

const folder = join(tmpdir(), `anteroom-appointments-${process.pid}`);

/** The slots that are booked, each with the key of whoever booked it. */
async function booked(): Promise<readonly (readonly [string, string])[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.sort().map(async (name) => [name, await readlink(join(folder, name))] as const));
}

const clear = () => rm(folder, { recursive: true, force: true });

/** Plays it where somebody else has these slots already. */
const play = (transcript: string, taken: readonly string[] = []) =>
  rehearseCrashes(appointment, transcript, {
    before: async () => {
      await clear();
      await mkdir(folder);
      for (const slot of taken) await symlink("somebody", join(folder, slot));
    },
    world: booked,
  });

const WHAT = `
  < What do you need?
  < 1. advice (30 minutes)
  < 2. help with papers (1 hour)
`;
/** The question for a time, by default with all times for papers on Wednesday. */
const at = (times = ["9:00", "10:00", "11:00"], day = "Wednesday 7 January"): string =>
  [`< At what time on ${day}?`, ...times.map((time, index) => `< ${index + 1}. ${time}`)].join("\n");
const HALF_HOURS = ["9:00", "9:30", "10:00", "10:30", "11:00", "11:30"];

describe("appointment", () => {
  beforeEach(() => vi.stubEnv("APPOINTMENTS_FOLDER", folder));
  afterEach(async () => {
    vi.unstubAllEnvs();
    await clear();
  });

  it("shows the free times for the service and the day, and books one once", async () => {
    const { effects } = await play(
      `
      > /new appointment
      ${WHAT}
      > papers
      < On which day?
      > wednesday
      < Wednesday, 7 January 2026
      ${at(["9:00", "11:00"])}
      > 9:00
      < Papers on Wednesday 7 January at 09:00?…
      > yes
      < Booked: Wednesday 7 January at 09:00. See you!
      `,
      ["papers 2026-01-07 10:00", "advice 2026-01-07 09:00", "papers 2026-01-08 09:00"],
    );
    expect(effects).toHaveLength(1);
    expect(await booked()).toContainEqual(["papers 2026-01-07 09:00", effects[0]?.key]);
  });

  it("refuses days without bookings and times that are not free, and needs one /back to the day", async () => {
    await play(
      `
      > /new appointment advice
      < On which day?
      > yesterday
      < 2026-01-04 is already over. I need today or a later day.
      < On which day?
      > saturday
      < We are closed at weekends.
      < (Write "cancel" …
      < On which day?
      > 2026-06-01
      < I can book 60 days ahead at most.
      < (Write "cancel" …
      < On which day?
      > 7 January
      < Wednesday, 7 January 2026
      ${at(HALF_HOURS.filter((time) => time !== "9:30"))}
      > 8:00
      < …
      ${at(HALF_HOURS.filter((time) => time !== "9:30"))}
      > 9:30
      < …
      < (Write "cancel" …
      ${at(HALF_HOURS.filter((time) => time !== "9:30"))}
      > /back
      < On which day?
      > 8 January
      < Thursday, 8 January 2026
      ${at(HALF_HOURS, "Thursday 8 January")}
      > 6
      < Advice on Thursday 8 January at 11:30? (yes/no)
      > no
      < Nothing is booked.
      `,
      ["advice 2026-01-07 09:30"],
    );
    expect(await booked()).toHaveLength(1);
  });

  it("asks for another day if all times are taken", async () => {
    await play(
      `
      > /new appointment papers
      < On which day?
      > tomorrow
      < Tuesday, 6 January 2026
      < Nothing is free on that day.
      < On which day?
      > wednesday
      < Wednesday, 7 January 2026
      ${at()}
      > /back
      < On which day?
      > /back
      ${WHAT}
      `,
      ["09:00", "10:00", "11:00"].map((time) => `papers 2026-01-06 ${time}`),
    );
  });

  it("says so if somebody else was faster", async () => {
    const transcript = `
      > /new appointment papers
      < On which day?
      > wednesday
      < Wednesday, 7 January 2026
      ${at()}
      > 10:00
      < Papers on Wednesday 7 January at 10:00? (yes/no)
    `;
    const rehearsal = await play(transcript);
    await symlink("somebody", join(folder, "papers 2026-01-07 10:00"));
    expect(await rehearsal.say("yes")).toEqual([
      "Sorry, 10:00 was taken meanwhile. /new appointment papers finds another time.",
    ]);
    expect(await booked()).toEqual([["papers 2026-01-07 10:00", "somebody"]]);
  });

  it("says so when nothing can be booked at the moment, and books it once it can", async () => {
    const rehearsal = await play(`
      > /new appointment papers
      < On which day?
      > wednesday
      < Wednesday, 7 January 2026
      ${at()}
      > 10:00
      < Papers on Wednesday 7 January at 10:00? (yes/no)
    `);
    vi.stubEnv("APPOINTMENTS_FOLDER", "/dev/null/nowhere");
    expect(await rehearsal.say("yes")).toEqual([]);
    vi.stubEnv("APPOINTMENTS_FOLDER", folder);
    expect(await rehearsal.pass("1s")).toEqual(["Booked: Wednesday 7 January at 10:00. See you!"]);
    expect(rehearsal.effects).toMatchObject([{ effect: "book", attempt: 2 }]);
    expect(await booked()).toHaveLength(1);
  });

  it("goes back to another day, and can be aborted", async () => {
    await play(`
      > /new appointment
      ${WHAT}
      > advice
      < On which day?
      > tomorrow
      < Tuesday, 6 January 2026
      ${at(HALF_HOURS, "Tuesday 6 January")}
      > /back
      < On which day?
      > wednesday
      < Wednesday, 7 January 2026
      ${at(HALF_HOURS)}
      > /abort
      < Stopped "appointment".
    `);
  });

  it("ends when nobody answers", async () => {
    await play(`
      > /new appointment advice
      < On which day?
      * 30m
      < I have not heard from you for 30 minutes, so I stopped "appointment". …
    `);
  });
});
