import { expect, test } from "vitest";
import { warningsOf } from "../../../../src/gateway/http/warnings.ts";

const none = { secret: undefined, jwks: undefined, audience: undefined, issuer: undefined };
const long = "0123456789abcdef0123456789abcdef";

test.each([
  [{ jwt: none, visitors: true }, []],
  [{ jwt: none, visitors: false }, ["nobody can chat"]],
  [{ jwt: { ...none, secret: long, audience: "help" }, visitors: false }, []],
  [
    { jwt: { ...none, secret: "hunter2", audience: "help" }, visitors: false },
    ["http.jwt.secret has fewer than 32 bytes"],
  ],
  [{ jwt: { ...none, jwks: "https://a.example/" }, visitors: false }, ["http.jwt.audience is not set"]],
])("settings that are mostly a mistake are told: %j", (http, starts) => {
  const lines = warningsOf(http).map(({ text }) => text);
  expect(lines.map((line, index) => line.startsWith(starts[index] ?? "nothing"))).toEqual(
    starts.map(() => true),
  );
  for (const line of lines) expect(line).not.toContain("hunter2");
});
