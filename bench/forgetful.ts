/**
 * Loaded before `anteroom serve`, this takes away its memory of the last step, so that each step reads from the database.
 * Nothing else changes, so the difference is the gain of the memory.
 */
import type * as MemoryModule from "../src/ledger/batch/memory.js";

const url = new URL("../ledger/batch/memory.js", import.meta.url);
const { Memory }: typeof MemoryModule = await import(url.href);
Memory.prototype.take = () => undefined;
Memory.prototype.keep = () => {};
