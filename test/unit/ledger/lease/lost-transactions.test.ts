import { expect, test } from "vitest";
import { applicationName, sessionName } from "../../../../src/ledger/lease/lost-transactions.ts";

test.for([
  "help.example.org",
  `${"very-".repeat(12)}long.example.org`,
  "hilfe.bücher.example",
  "a b.example",
])(
  "PostgreSQL keeps the name of a transaction of %s as it is, and it has three words and a number",
  (domain) => {
    // NAMEDATALEN - 1 bytes; what is not ASCII would become a question mark
    expect(sessionName(applicationName(domain))).toMatch(
      /^(?=.{1,63}$)anteroom [0-9a-f]{8} [\x21-\x7e]+ [0-9]+$/,
    );
  },
);

test("two processes, and two sessions of one, have different names", () => {
  expect(applicationName("help.example.org")).not.toBe(applicationName("help.example.org"));
  expect(sessionName("anteroom")).not.toBe(sessionName("anteroom"));
});
