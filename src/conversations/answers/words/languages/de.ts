import type { Words } from "./words.ts";

/** German. */
export const de: Words = {
  yes: "ja, j, jo, jep, jawohl, klar, gerne, stimmt",
  no: "nein, n, nee, nö",
  polite: "bitte, danke, gerne",
  nothing: "überspringen, nichts",
  numbers: `null, eins|ein|eine|einen|einer, zwei|zwo, drei, vier, fünf|fuenf, sechs, sieben, acht, neun, zehn,
    elf, zwölf|zwoelf, dreizehn, vierzehn, fünfzehn|fuenfzehn, sechzehn, siebzehn, achtzehn, neunzehn,
    zwanzig`,
};
