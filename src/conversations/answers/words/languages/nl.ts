import type { Words } from "./words.ts";

/** Dutch. */
export const nl: Words = {
  yes: "ja, j, jawel",
  no: "nee, n, neen",
  polite: "dank, graag, alstublieft",
  nothing: "overslaan, niets",
  numbers: `nul, een|één, twee, drie, vier, vijf, zes, zeven, acht, negen, tien, elf, twaalf, dertien, veertien,
    vijftien, zestien, zeventien, achttien, negentien, twintig`,
};
