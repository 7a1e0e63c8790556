/** The instance that has the lease, as `anteroom doctor` finds it. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { diagnose } from "../../support/under-test/doctor.ts";
import { LONG, lease } from "../../support/under-test/leases.ts";

test("an instance that does not answer is told, and not disturbed", async () => {
  await using database = await createDatabase();
  await using held = lease(database, "an older version", { domain: "help.localhost", terms: LONG });
  expect(await held.lease.acquire(false)).toBe(true);
  const { status, check, checks } = await diagnose({ database });
  expect(status).toBe(1);
  expect(check("instance")).toMatchObject({ outcome: "failure" });
  expect(checks.map(({ name }) => name)).not.toContain("handshake");
  expect(await database.query("select 1 from errand")).toEqual([]);
});

test("an instance of a version whose tables are others is left alone", async () => {
  await using database = await createDatabase();
  await using held = lease(database, "an older version", { domain: "help.localhost", terms: LONG });
  expect(await held.lease.acquire(false)).toBe(true);
  await database.query("delete from kysely_migration where name = (select max(name) from kysely_migration)");
  const { check, checks } = await diagnose({ database });
  expect(check("instance")).toMatchObject({ outcome: "skipped" });
  expect(check("instance").text).toContain("an older version");
  expect(checks.map(({ name }) => name)).not.toContain("handshake");
});
