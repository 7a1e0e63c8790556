import { describe, expect, it } from "vitest";
import { Recent } from "../../../src/ledger/recent.ts";

const sized = (most: number) => new Recent<{ readonly size: number }>(most, ({ size }) => size);

describe("values that were kept lately", () => {
  it("are found by their keys, the last one of each", () => {
    const recent = new Recent<string>(10);
    recent.set("ann", "first");
    recent.set("ann", "second");
    recent.set("bob", "other");
    expect([recent.get("ann"), recent.get("bob"), recent.get("cid")]).toEqual(["second", "other", undefined]);
  });

  it("can be forgotten, also those of the older half", () => {
    const recent = new Recent<string>(4);
    for (const key of ["ann", "bob", "cid"]) recent.set(key, key);
    expect(recent.get("ann")).toBe("ann");
    for (const key of ["ann", "cid"]) recent.forget(key);
    expect(["ann", "bob", "cid"].map((key) => recent.get(key))).toEqual([undefined, "bob", undefined]);
  });

  it("are at least the latest half, and never more than all that may be kept", () => {
    const recent = new Recent<number>(100);
    const left = (last: number) => {
      let count = 0;
      for (let n = 0; n <= last; n++) if (recent.get(`${n}`) === n) count++;
      return count;
    };
    for (let n = 0; n < 1_000; n++) {
      recent.set(`${n}`, n);
      expect(recent.get(`${Math.max(0, n - 49)}`)).toBe(Math.max(0, n - 49));
      if (n % 37 === 0) expect(left(n)).toBeLessThanOrEqual(100);
    }
  });

  it("count by their sizes, and one that takes the place of another does not count twice", () => {
    const recent = sized(200);
    recent.set("bob", { size: 10 });
    for (let n = 0; n < 100; n++) recent.set("ann", { size: 80 });
    expect([recent.get("ann")?.size, recent.get("bob")?.size]).toEqual([80, 10]);
  });

  it("are not kept where one alone would fill more than a half, and neither is what was there before", () => {
    const recent = sized(200);
    recent.set("ann", { size: 99 });
    recent.set("ann", { size: 100 });
    expect(recent.get("ann")).toBeUndefined();
  });
});
