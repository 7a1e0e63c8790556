/** Settings that a database or a role has for all its connections: they change nothing for ours. */
import { expect, test } from "vitest";
import task from "../../../../examples/responders/task.ts";
import { createDatabase } from "../../../support/database/postgres.ts";
import { startConversing } from "../../../support/under-test/conversing.ts";

test.for([
  ["datestyle", "'SQL, DMY'"],
  ["intervalstyle", "'sql_standard'"],
  ["extra_float_digits", "-15"],
  ["default_transaction_isolation", "'serializable'"],
] as const)("a database whose %s is %s by default serves as any other", async ([setting, value]) => {
  await using database = await createDatabase();
  await database.query(
    `do $$ begin execute format('alter database %I set ${setting} = ${value.replaceAll("'", "''")}', current_database()); end $$`,
  );
  await using chat = await startConversing({ responders: [task], database });
  chat.befriend();
  expect(await chat.ask("/new task")).toBe("What is the title?");
  expect(await chat.ask("Buy milk")).toContain("due?");
  await chat.passed(1_800_000);
  expect(await chat.reply()).toContain("task");
  chat.sweep();
  await chat.restart();
  expect(await chat.ask("/export")).toContain("Buy milk");
  expect(chat.recorded.lines.all.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
});
