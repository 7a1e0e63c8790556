import { expect, test } from "vitest";
import { waysTo } from "../../../../src/ledger/database/tls.ts";

test("over a socket of this machine nothing is encrypted, as with libpq", () => {
  const [way, ...others] = waysTo("postgresql:///d?host=/run/postgresql&sslmode=require");
  expect(way).toEqual({ connectionString: "postgresql:///d?host=%2Frun%2Fpostgresql", ssl: false });
  expect(others).toEqual([]);
});

test("no parameter that pg would take for its own, or warn of, is left in the URL", () => {
  const urls = waysTo("postgres://u:p%40@h:5/d?sslmode=prefer&uselibpqcompat=true&options=-c%20a%3Db").map(
    ({ connectionString }) => connectionString,
  );
  expect(new Set(urls)).toEqual(new Set(["postgres://u:p%40@h:5/d?options=-c+a%3Db"]));
});
