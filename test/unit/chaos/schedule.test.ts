import { expect, test } from "vitest";
import { KIND_NAMES, kindOf } from "../../chaos/schedule/plan/kinds.ts";
import { type Fault, type Surroundings, schedule } from "../../chaos/schedule/plan/schedule.ts";

const everything: Surroundings = { domains: 2, ownDatabase: true, standby: true, replicated: true };

function first(count: number, seed: number, around = everything): readonly Fault[] {
  const faults: Fault[] = [];
  for (const fault of schedule(seed, around)) {
    if (faults.push(fault) === count) break;
  }
  return faults;
}

test("a seed always gives the same schedule, and another seed gives another one", () => {
  expect(first(50, 7)).toEqual(first(50, 7));
  expect(first(50, 7)).not.toEqual(first(50, 8));
});

test("each kind of fault is drawn, with a length within its bounds", () => {
  const faults = first(2_000, 1);
  expect([...new Set(faults.map(({ kind }) => kind))].sort()).toEqual([...KIND_NAMES].sort());
  for (const { kind, lasts, domain } of faults) {
    const [shortest, longest] = kindOf(kind).lasts;
    expect(lasts).toBeGreaterThanOrEqual(shortest);
    expect(lasts).toBeLessThanOrEqual(longest);
    expect(domain === undefined).toBe(kindOf(kind).one !== true);
  }
});

test("only faults that are possible and wanted are drawn, and none longer than wanted", () => {
  const faults = first(500, 1, { domains: 1, ownDatabase: false, standby: false });
  expect(faults.filter(({ kind }) => kindOf(kind).needs !== undefined)).toEqual([]);
  expect(faults.every(({ domain }) => domain === undefined || domain === 0)).toBe(true);
  const wanted = first(100, 1, { ...everything, kinds: ["flood", "stream cut"] });
  expect(new Set(wanted.map(({ kind }) => kind))).toEqual(new Set(["flood", "stream cut"]));
  const brief = first(500, 1, { ...everything, longest: 3_000 });
  expect(Math.max(...brief.map(({ lasts }) => lasts))).toBeLessThanOrEqual(3_000);
  expect(() => first(1, 1, { ...everything, domains: 1, kinds: ["contention"] })).toThrow("possible");
});
