/**
 * An order of supplies, in the straight-line form. A loop asks for items until the person wants no more, and the order
 * is placed exactly once, whatever happens in between.
 *
 * If ORDERS_FOLDER names a folder, each order is written to a text file there.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { choice, conversation, number, yesNo } from "anteroom";

const SUPPLIES = ["paper", "pens", "toner", "tea"];

export default conversation(
  "order",
  { version: 1, help: "Order supplies: /new order [item]", lists: { supplies: () => SUPPLIES } },
  async (c) => {
    const lines: string[] = [];
    for (;;) {
      const question = lines.length === 0 ? "What do you need?" : "What else?";
      const item = await c.ask("item", choice(SUPPLIES, question).optional(), { list: "supplies" });
      if (item === undefined) break;
      const many = number(`How many packs of ${item}?`).integer().min(1).max(99);
      lines.push(`${await c.ask("many", many)} × ${item}`);
    }
    if (lines.length === 0) return c.abort("Nothing ordered.");
    if (!(await c.ask("sure", yesNo(`Order ${lines.join(", ")}?`)))) return c.abort("Nothing ordered.");
    const { address } = c.person;
    const reference = await c.effect("place", (key) => place(key, `${address}\n${lines.join("\n")}\n`));
    return c.complete(`Ordered. Your reference is ${reference}.`);
  },
);

/** A second try comes with the same key, so it writes the same file again. */
async function place(key: string, order: string): Promise<string> {
  const reference = key.slice(-8);
  const { ORDERS_FOLDER: folder } = process.env;
  if (folder) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${reference}.txt`), order);
  }
  return reference;
}
