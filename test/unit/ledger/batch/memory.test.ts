import { describe, expect, it } from "vitest";
import { type Left, Memory } from "../../../../src/ledger/batch/memory.ts";
import type { AnyHandler } from "../../../../src/ledger/job.ts";

const handler: AnyHandler = { name: "test", load: async () => [], decide: () => ({}), failed: () => ({}) };

function left(address: string, size = 10): Left {
  const person = { id: "1", kind: "xmpp", address, lang: null } as const;
  return { handler, person, leaves: { size, recall: () => `of ${address}` } };
}

describe("the memory", () => {
  it("gives a state that was left to one job, the next one", () => {
    const memory = new Memory();
    memory.keep("ann", left("ann"), "1");
    expect(memory.take("bob", "1")).toBeUndefined();
    expect(memory.take("ann", "1")?.leaves.recall(undefined)).toBe("of ann");
    expect(memory.take("ann", "1")).toBeUndefined();
  });

  it("gives no state that was left under another fencing number, not even under that number again", () => {
    const memory = new Memory();
    memory.keep("ann", left("ann"), "1");
    expect(memory.take("ann", "2")).toBeUndefined();
    expect(memory.take("ann", "1")).toBeUndefined();
  });

  it("makes room for the latest state, by what each takes", () => {
    const small = new Memory(1_000);
    const keep = (name: string, size: number) => small.keep(name, left(name, size), "1");
    keep("ann", 300);
    keep("ann", 300);
    keep("bob", 100);
    keep("cid", 400);
    keep("dora", 90);
    expect(small.take("cid", "1")).toBeDefined();
    keep("emil", 450);
    const there = ["ann", "bob", "cid", "dora", "emil"].filter((name) => small.take(name, "1") !== undefined);
    expect(there).toEqual(["dora", "emil"]);
    keep("fred", 501);
    expect(small.take("fred", "1")).toBeUndefined();
  });
});
