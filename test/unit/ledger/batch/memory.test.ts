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

  it("makes room for the latest state", () => {
    const small = new Memory(100);
    small.keep("ann", left("ann", 60), "1");
    small.keep("ann", left("ann", 60), "1");
    small.keep("bob", left("bob", 40), "1");
    small.keep("cid", left("cid", 10), "1");
    expect(["ann", "bob", "cid"].map((address) => small.take(address, "1") !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
    small.keep("dora", left("dora", 101), "1");
    expect(small.take("dora", "1")).toBeUndefined();
    small.keep("emil", left("emil", 100), "1");
    expect(small.take("emil", "1")).toBeDefined();
  });
});
