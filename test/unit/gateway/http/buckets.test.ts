import { expect, test } from "vitest";
import { Buckets, Counts } from "../../../../src/gateway/http/gate/buckets.ts";

test("a bucket gives its burst at once, then its rate, and tells how long to wait", () => {
  let now = 0;
  const buckets = new Buckets({ perSecond: 5, burst: 20 }, () => now);
  const taken = Array.from({ length: 22 }, () => buckets.take("ann"));
  expect(taken.slice(0, 20)).toEqual(Array(20).fill(0));
  expect(taken.slice(20)).toEqual([200, 200]);
  now += 200;
  expect([buckets.take("ann"), buckets.take("ann")]).toEqual([0, 200]);
  expect(buckets.take("ben")).toBe(0);
  // A clock that is set back fills nothing and empties nothing.
  now -= 3_600_000;
  expect(buckets.take("ann")).toBe(200);
});

test("buckets that are full again are forgotten, so that many addresses take no memory", () => {
  let now = 0;
  const buckets = new Buckets({ perSecond: 1, burst: 2 }, () => now);
  for (let n = 0; n < 20_000; n++) {
    buckets.take(`address ${n}`);
    now += 10;
  }
  expect(buckets.size).toBeLessThan(3_000);
});

test("what is open at once is counted, and nobody else's is given back", () => {
  const counts = new Counts(2);
  expect([counts.add("ann"), counts.add("ann"), counts.add("ann"), counts.add("ben")]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  counts.remove("ann");
  counts.remove("ben");
  counts.remove("ben");
  expect([counts.add("ann"), counts.add("ann")]).toEqual([true, false]);
});
