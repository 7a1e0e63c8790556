import type { Words } from "./words.ts";

/** Finnish. */
export const fi: Words = {
  yes: "kyllä, k, joo, juu",
  no: "ei, en",
  polite: "kiitos",
  nothing: "ohita",
  numbers: `nolla, yksi, kaksi, kolme, neljä, viisi, kuusi, seitsemän, kahdeksan, yhdeksän, kymmenen,
    yksitoista, kaksitoista, kolmetoista, neljätoista, viisitoista, kuusitoista, seitsemäntoista,
    kahdeksantoista, yhdeksäntoista, kaksikymmentä`,
};
