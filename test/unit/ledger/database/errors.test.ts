import { expect, test } from "vitest";
import { ConnectionLost } from "../../../../src/errors.ts";
import { classified, isConnectionLost, sqlState } from "../../../../src/ledger/database/database.ts";
import { retryDelay } from "../../../../src/ledger/timers/timers.ts";
import { reason } from "../../../../src/ops/reason.ts";

/** As pg gives an error of the database. */
function ofDatabase(code: string): Error {
  return Object.assign(new Error("of the database"), { code });
}

/** As Node gives an error of a socket. */
function ofSocket(code: string): Error {
  return Object.assign(new Error("of the socket"), { code, errno: -32, syscall: "write" });
}

test.for(["08006", "57P01", "57P03", "53100", "53300", "58030", "25006", "55P03", "57014", "25P03", "25P04"])(
  "SQLSTATE %s says that the database is away",
  (code) => expect(isConnectionLost(classified(ofDatabase(code)))).toBe(true),
);

test.for(["22021", "23505", "40001", "40P01", "42P01", "AN001"])(
  "SQLSTATE %s says that the statement failed",
  (code) => expect(isConnectionLost(classified(ofDatabase(code)))).toBe(false),
);

test.for(["EPIPE", "ECONNRESET", "ECONNREFUSED", "ETIMEDOUT"])(
  "%s of a socket is a lost connection",
  (code) => {
    expect(sqlState(ofSocket(code))).toBeUndefined();
    expect(classified(ofSocket(code))).toBeInstanceOf(ConnectionLost);
  },
);

test("a time-out of pg is a lost connection, and an error of the program is not", () => {
  expect(classified(new Error("Query read timeout"))).toBeInstanceOf(ConnectionLost);
  expect(isConnectionLost(new TypeError("x is not a function"))).toBe(false);
  expect(isConnectionLost("text")).toBe(false);
});

test("a lost connection is recognised behind an error that a feature made of it", () => {
  const wrapped = new Error("could not load", { cause: classified(ofSocket("EPIPE")) });
  expect(isConnectionLost(wrapped)).toBe(true);
});

test("the text of an error is one line", () => {
  expect(reason(new Error("a\n  b"))).toBe("a b");
  expect(reason(new AggregateError([new Error("refused"), new Error("other")]))).toBe("refused");
  expect(reason("text")).toBe("text");
});

test("the delay of a failing timer doubles up to an hour", () => {
  const delays = [1, 2, 3, 11, 12, 1_000].map(retryDelay);
  expect(delays).toEqual([2_000, 4_000, 8_000, 2_048_000, 3_600_000, 3_600_000]);
});
