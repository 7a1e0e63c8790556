/** The bot's own texts: one Fluent file for each language, and the choice of a language for each person. */
export { type BotLanguage, LANGUAGES } from "./language.ts";
export type { LineId } from "./lines.ts";
export { loadTexts } from "./load.ts";
export { createTexts, english, type Say, span, type Texts } from "./say.ts";
export { shown } from "./shown.ts";
