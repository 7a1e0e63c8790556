import { expect, test } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import task from "../../../examples/responders/task.ts";
import { checkAgainst } from "../../../src/check/check.ts";
import { createRegistry } from "../../../src/conversations/index.ts";
import type { Responder } from "../../../src/conversations/responders/responder.ts";
import { responder, text } from "../../../src/index.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { startConversing } from "../../support/under-test/conversing.ts";

/** Checks against these responders, and gives what it printed. */
async function checked(
  { url, schema }: Pick<TestDatabase, "url" | "schema">,
  responders: readonly Responder[],
  json = false,
) {
  let out = "";
  const status = await checkAgainst(createRegistry(responders), { url, schema }, { json }, (more) => {
    out += more;
  });
  return { status, out };
}

const shorter = responder("task", { version: 1, help: "", props: { title: text() } }).steps("title", {
  title: { prompt: "What is the title?", accept: text(), into: "title", next: "title" },
});

test("every ongoing conversation is examined beside a process that serves, and nothing is changed", async () => {
  await using chat = await startConversing({ responders: [task, shake] });
  const from = (name: string) => ({ from: `${name}@example.org/desk` });
  await chat.ask("/new task Buy milk", from("ann"));
  await chat.ask("/new shake", from("bob"));
  await chat.ask("/new task", from("cat"));
  await chat.ask("/new task", from("dan"));
  await chat.ask("/abort", from("dan"));
  const everything = () =>
    chat.database.query(
      `select (select json_agg(c order by id) from conversation c) as conversations,
              (select json_agg(t order by key) from timer t) as timers,
              (select json_agg(l) from lease l) as leases, (select json_agg(p order by id) from person p) as people`,
    );
  const before = await everything();
  expect(await checked(chat.database, [task, shake])).toEqual({
    status: 0,
    out: expect.stringMatching(
      /^(resumes: [\da-f-]{36} of \w+@example.org, (shake at "name"|task at "\w+")\n){3}shake: 1 resumes\ntask: 2 resume\nall 3 ongoing: 3 resume\n$/,
    ),
  });
  const { status, out } = await checked(chat.database, [shorter]);
  expect(status).toBe(1);
  expect(out).toMatch(
    /^stranded: [\da-f-]{36} of bob@example.org, shake at "name": no responder of this build is called so\nasks again: [\da-f-]{36} of ann@example.org, task at "due", going on at "title": the step "due" does not exist any more\nresumes: [\da-f-]{36} of cat@example.org, task at "title"\nshake: 1 stranded\ntask: 1 resumes, 1 asks again\nall 3 ongoing: 1 resumes, 1 asks again, 1 stranded\n$/,
  );
  const machine = await checked(chat.database, [shorter, shake], true);
  expect(machine.status).toBe(0);
  expect(JSON.parse(machine.out)).toMatchObject({
    conversations: [
      {
        person: "ann@example.org",
        responder: "task",
        version: 1,
        step: "due",
        result: "asks again",
        goesOn: "title",
      },
      { person: "bob@example.org", result: "resumes", goesOn: "name", why: "" },
      { person: "cat@example.org", result: "resumes", goesOn: "title", why: "" },
    ],
    responders: { task: { resumes: 1, "asks again": 1, stranded: 0 } },
    total: { resumes: 2, "asks again": 1, stranded: 0 },
  });
  expect(await everything()).toEqual(before);
  expect(await chat.ask("2026-12-24", from("ann"))).toBe('Create "Buy milk"? (yes/no)');
});

test("all ongoing conversations are examined, page by page, and none that has ended", async () => {
  await using database = await createDatabase();
  await database.query("insert into person (address) select 'user' || n from generate_series(1, 2500) as n");
  await database.query(
    `insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at,
       next_step, props, messages)
     select gen_random_uuid(), id, 1, case when id % 5 = 0 then 'gone' else 'task' end, 1,
       case when id % 2 = 0 then 'ongoing' else 'complete' end, now(), now(), now(), 'title', '{}', 0 from person`,
  );
  const { status, out } = await checked(database, [task]);
  expect(status).toBe(1);
  expect(out.split("\n").filter((line) => !/ of user\d+, \w+ at "title"/.test(line))).toEqual([
    "stranded: 225 more; --json lists all",
    "resumes: 975 more; --json lists all",
    "gone: 250 stranded",
    "task: 1000 resume",
    "all 1250 ongoing: 1000 resume, 250 stranded",
    "",
  ]);
  expect(JSON.parse((await checked(database, [task], true)).out).conversations).toHaveLength(1_250);
});

test("the schema that an older build serves is read, and one that is missing, or too old, is said in one line", async () => {
  await using database = await createDatabase({ empty: true });
  await expect(checked(database, [task])).rejects.toThrow(
    'the database has no schema "anteroom" yet; run anteroom migrate',
  );
  expect(await database.query("select from pg_namespace where nspname = 'anteroom'")).toEqual([]);
  await using older = await createDatabase();
  await older.query("delete from kysely_migration where name = '0003_roster'");
  expect(await checked(older, [task])).toEqual({ status: 0, out: "no conversation is ongoing\n" });
  await older.query("alter table conversation drop column recent cascade");
  await expect(checked(older, [task])).rejects.toThrow(
    'the schema "anteroom" lacks 0003_roster; run anteroom migrate',
  );
});
