import type { Words } from "./words.ts";

/** Italian. */
export const it: Words = {
  yes: "sì, s, si, certo",
  no: "no, n",
  polite: "grazie, per, favore",
  nothing: "salta, niente",
  numbers: `zero, uno|una|un, due, tre, quattro, cinque, sei, sette, otto, nove, dieci, undici, dodici, tredici,
    quattordici, quindici, sedici, diciassette, diciotto, diciannove, venti`,
};
