/** People from browsers come and go: tabs, the grace, instances that die, and who is told. */
import { createHash, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { comings, savePresence, suspects, whereabouts } from "../../../src/gateway/presence/comings.ts";
import {
  type Attendance,
  createAttendance,
  instanceSweep,
  setPresence,
} from "../../../src/gateway/presence/index.ts";
import { streamStatements } from "../../../src/gateway/stream/index.ts";
import type { AnyJob } from "../../../src/ledger/job.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { DOMAIN, startStreams } from "../../support/gateway/streams.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { ledgerOf } from "../../support/rooms/rooms.ts";
import { startLedger } from "../../support/under-test/ledger.ts";

const hash = (text: string) => createHash("sha256").update(text).digest();

async function world(database: TestDatabase) {
  const streams = await startStreams(database);
  await using _ = streams.ledger;
  const ledger = await startLedger(database, { statements: [savePresence, ...streamStatements] });
  const { db } = ledgerOf(database);
  /** What the bot's conversations were told. */
  const followed: string[] = [];
  const jobOf = comings({
    domain: DOMAIN,
    follower: {
      load: async (_db, ids) => ids,
      changed: ({ address }, presence) => {
        followed.push(`${address.split("@")[0]} ${presence}`);
        return {};
      },
    },
    onChange: () => {},
  });
  return {
    db,
    streams,
    followed,
    /** As the instance with the stream does once a second. */
    async look() {
      const found = await suspects(db, DOMAIN);
      await Promise.all(
        found.map(
          (suspect) =>
            new Promise((settled) => ledger.ledger.post({ ...(jobOf(suspect) as AnyJob), settled })),
        ),
      );
    },
    async person(name: string, role = "client") {
      await database.query(
        `select begin_family($1, $2, $3, '{}', $4, null, $5, null, $6, $7, '1 hour', null, '1 hour')`,
        [DOMAIN, `${name}@${DOMAIN}`, hash(name), role, name, hash(randomUUID()), hash(randomUUID())],
      );
      const [row] = await database.query<{ id: string }>("select id::text from person where address = $1", [
        `${name}@${DOMAIN}`,
      ]);
      return row?.id ?? "";
    },
    /** An instance that has started. */
    async instance(): Promise<Attendance> {
      const before = await database.query<{ n: number }>("select count(*)::int as n from gateway_instance");
      const attendance = createAttendance({ db, domain: DOMAIN, log: recordedLog().log });
      attendance.start();
      disposeWithTest({ [Symbol.asyncDispose]: () => attendance.stop() });
      await rowsOf(database, "select 1 as one from gateway_instance having count(*) > $1", [
        before[0]?.n ?? 0,
      ]);
      return attendance;
    },
    written: (open: number, closed: number) =>
      rowsOf(
        database,
        `select 1 as one from attendance
         having count(*) filter (where closed_at is null) = $1 and count(closed_at) = $2`,
        [open, closed],
      ),
    passes: (seconds: number) =>
      database.query("update attendance set closed_at = closed_at - $1 * interval '1 second'", [seconds]),
  };
}

test("somebody is there from the first page to 20 s after the last one", async () => {
  await using database = await createDatabase();
  const { instance, person, look, followed, written, passes, db } = await world(database);
  const ann = await person("ann");
  const here = await instance();
  expect(await whereabouts(db, [ann])).toEqual(new Map([[ann, "out"]]));
  here.opened(ann);
  here.opened(ann);
  await written(1, 0);
  await look();
  expect(await whereabouts(db, [ann])).toEqual(new Map([[ann, "in"]]));
  here.closed(ann);
  here.closed(ann);
  await written(0, 1);
  await passes(19);
  await look();
  expect(followed).toEqual(["ann in"]);
  await passes(1);
  await look();
  expect(followed).toEqual(["ann in", "ann out"]);
  expect(await whereabouts(db, [ann])).toEqual(new Map([[ann, "out"]]));
  await look();
  expect(await database.query("select from attendance")).toEqual([]);
});

test("whoever polls again and again is there, however short each poll is, also after the database was away", async () => {
  await using database = await createDatabase();
  const { instance, person, look, followed, written, passes } = await world(database);
  const ann = await person("ann");
  const here = await instance();
  here.opened(ann);
  await written(1, 0);
  here.closed(ann);
  await written(0, 1);
  await passes(19);
  // It has come and gone before anything of it could be written.
  here.opened(ann);
  here.closed(ann);
  await rowsOf(
    database,
    "select 1 as one from attendance where closed_at > clock_timestamp() - interval '10 seconds'",
  );
  await passes(19);
  await look();
  expect(followed).toEqual(["ann in"]);
});

test("a page on another instance keeps somebody there", async () => {
  await using database = await createDatabase();
  const { instance, person, look, followed, written, passes } = await world(database);
  const ann = await person("ann");
  const [one, two] = [await instance(), await instance()];
  one.opened(ann);
  two.opened(ann);
  await written(2, 0);
  one.closed(ann);
  await written(1, 1);
  await passes(60);
  await look();
  await look();
  expect(followed).toEqual(["ann in"]);
  expect([one.alone, two.alone]).toEqual([true, false]);
});

test("the pages of an instance that has died count as closed from when that is found", async () => {
  await using database = await createDatabase();
  const { instance, person, look, followed, written, passes } = await world(database);
  const ann = await person("ann");
  const dying = await instance();
  dying.opened(ann);
  await written(1, 0);
  await look();
  const [{ id } = { id: "" }] = await database.query<{ id: string }>("select id from gateway_instance");
  await instance();
  await database.query(
    "update gateway_instance set seen_at = seen_at - interval '15 seconds' where id = $1",
    [id],
  );
  await look();
  await written(0, 1);
  expect(followed).toEqual(["ann in"]);
  await passes(20);
  await look();
  expect(followed).toEqual(["ann in", "ann out"]);
});

test("the grace does not run while no instance is up, and nobody goes meanwhile", async () => {
  await using database = await createDatabase();
  const { instance, person, look, followed, written, passes } = await world(database);
  const ann = await person("ann");
  const first = await instance();
  first.opened(ann);
  await written(1, 0);
  await look();
  await first.stop();
  await written(0, 1);
  await database.query("update gateway_instance set seen_at = seen_at - interval '1 minute'");
  await passes(60);
  await look();
  expect(followed).toEqual(["ann in"]);
  await instance();
  await look();
  expect(followed).toEqual(["ann in"]);
  await passes(20);
  await look();
  expect(followed).toEqual(["ann in", "ann out"]);
});

test.each(["the process", "its database"])(
  "the grace does not run while %s is away, however short that is",
  async (what) => {
    await using database = await createDatabase();
    const { instance, person, look, followed, written, passes } = await world(database);
    const ann = await person("ann");
    const first = await instance();
    first.opened(ann);
    await written(1, 0);
    await look();
    first.closed(ann);
    await written(0, 1);
    await passes(5);
    if (what === "the process") await first.stop();
    // Away for 12 s.
    await database.query(
      `with away as (update gateway_instance set seen_at = seen_at - interval '12 seconds')
     update attendance set closed_at = closed_at - interval '12 seconds'`,
    );
    if (what === "the process") await instance();
    else
      await rowsOf(
        database,
        "select 1 as one from gateway_instance where seen_at > clock_timestamp() - interval '2 seconds'",
      );
    await passes(13);
    await look();
    expect(followed).toEqual(["ann in"]);
    await passes(3);
    await look();
    expect(followed).toEqual(["ann in", "ann out"]);
  },
);

test("whoever does not wish to be seen is not, until the next page or the next wish", async () => {
  await using database = await createDatabase();
  const { instance, person, look, followed, written, db } = await world(database);
  const ann = await person("ann");
  const who = { personId: ann, entity: `ann@${DOMAIN}` };
  const here = await instance();
  here.opened(ann);
  await written(1, 0);
  await look();
  await setPresence(db, who, { available: false });
  await look();
  expect(followed).toEqual(["ann in", "ann out"]);
  await setPresence(db, who, { available: true, show: "away", status: "soon back" });
  await look();
  expect(followed.at(-1)).toBe("ann in");
  await setPresence(db, who, { available: false });
  await look();
  here.closed(ann);
  await written(0, 1);
  here.opened(ann);
  await written(1, 0);
  await look();
  expect(followed).toEqual(["ann in", "ann out", "ann in", "ann out", "ann in"]);
});

test.each(["has just closed", "is still open"])(
  "a new page brings whoever was not available back, also where the one before %s",
  async (before) => {
    await using database = await createDatabase();
    const { instance, person, look, followed, written, db } = await world(database);
    const ann = await person("ann");
    const here = await instance();
    here.opened(ann);
    await written(1, 0);
    await look();
    await setPresence(db, { personId: ann, entity: `ann@${DOMAIN}` }, { available: false });
    await look();
    expect(followed).toEqual(["ann in", "ann out"]);
    if (before === "has just closed") here.closed(ann);
    here.opened(ann);
    await rowsOf(database, "select 1 as one from browser_presence where not away");
    await look();
    expect(followed).toEqual(["ann in", "ann out", "ann in"]);
  },
);

test("staff is told of other staff who are there, and nobody of clients", async () => {
  await using database = await createDatabase();
  const { instance, person, look, streams, written, db } = await world(database);
  const [sam, sue, ann] = [
    await person("sam", "staff"),
    await person("sue", "supervisor"),
    await person("ann"),
  ];
  const here = await instance();
  here.opened(sam);
  await written(1, 0);
  await look();
  here.opened(sue);
  here.opened(ann);
  await written(3, 0);
  await look();
  await setPresence(db, { personId: sue, entity: `sue@${DOMAIN}` }, { available: true, show: "dnd" });
  await look();
  const told = async (id: string) => (await streams.all(id)).flatMap(({ stanzas }) => stanzas);
  const entity = `sue@${DOMAIN}`;
  expect(await told(sam)).toEqual([
    { type: "presence", presence: [{ entity, available: true }] },
    { type: "presence", presence: [{ entity, available: true, show: "dnd" }] },
  ]);
  expect([await told(sue), await told(ann)]).toEqual([[], []]);
});

test("staff hears that other staff are gone also where these have signed out", async () => {
  await using database = await createDatabase();
  const { instance, person, look, streams, written, passes } = await world(database);
  const [sam, sue] = [await person("sam", "staff"), await person("sue", "staff")];
  const here = await instance();
  for (const one of [sam, sue]) here.opened(one);
  await written(2, 0);
  await look();
  await database.query("select revoke_tokens($1)", [`sue@${DOMAIN}`]);
  here.closed(sue);
  await written(1, 1);
  await passes(20);
  await look();
  expect((await streams.all(sam)).at(-1)?.stanzas).toEqual([
    { type: "presence", presence: [{ entity: `sue@${DOMAIN}`, available: false }] },
  ]);
});

test("staff who come in the same moment are told of one another, and the others of them in one event", async () => {
  await using database = await createDatabase();
  const { instance, person, look, streams, written } = await world(database);
  const [sam, sue, sid] = [
    await person("sam", "staff"),
    await person("sue", "staff"),
    await person("sid", "staff"),
  ];
  const here = await instance();
  here.opened(sam);
  await written(1, 0);
  await look();
  for (const one of [sue, sid]) here.opened(one);
  await written(3, 0);
  await look();
  const told = async (id: string) =>
    (await streams.all(id)).flatMap(({ stanzas }) =>
      (stanzas as unknown as { presence: { entity: string }[] }[]).map(({ presence }) =>
        presence.map(({ entity }) => entity).sort(),
      ),
    );
  const [ofSue, ofSid] = [`sue@${DOMAIN}`, `sid@${DOMAIN}`];
  expect(await told(sam)).toEqual([[ofSid, ofSue]]);
  expect(await told(sue)).toEqual([[ofSid]]);
  expect(await told(sid)).toEqual([[ofSue]]);
});

test("instances that are long gone are deleted, but the one that lived last and those whose pages are not seen to", async () => {
  await using database = await createDatabase();
  const { db, person } = await world(database);
  const ann = await person("ann");
  const instance = async (domain: string, ago: string) => {
    const id = randomUUID();
    const values = [id, domain, ago];
    await database.query(
      "insert into gateway_instance values ($1, $2, clock_timestamp() - $3::interval)",
      values,
    );
    return id;
  };
  await instance(DOMAIN, "3 hours");
  const withPage = await instance(DOMAIN, "3 hours");
  await database.query("insert into attendance values ($1, $2)", [ann, withPage]);
  const last = await instance(DOMAIN, "2 hours");
  await instance("other.example.org", "4 hours");
  const ofOther = await instance("other.example.org", "3 hours");
  const kept = async () =>
    (await database.query<{ id: string }>("select id from gateway_instance")).map(({ id }) => id).sort();
  await instanceSweep.page(db);
  expect(await kept()).toEqual([withPage, last, ofOther].sort());

  const lives = await instance(DOMAIN, "0 seconds");
  const justGone = await instance(DOMAIN, "20 minutes");
  await database.query("delete from attendance");
  await instanceSweep.page(db);
  expect(await kept()).toEqual([lives, justGone, ofOther].sort());
});
