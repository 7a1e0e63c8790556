/**
 * Days as people write them, and what they mean. The values were worked out by hand with a calendar, before any code
 * had read them: where a test fails, the code is wrong.
 *
 * Today is Tuesday, 16 March 2027. The week is 15 to 21 March.
 */
import { english } from "./english.ts";
import { european } from "./european.ts";
import { further } from "./further.ts";

export const NOW = Date.UTC(2027, 2, 16, 10);

/** By the person's language, "unknown" for none: what is said, at which question, and the day; or that it asks again. */
export const PHRASES: Readonly<Record<string, string>> = { ...english, ...european, ...further };
