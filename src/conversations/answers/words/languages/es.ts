import type { Words } from "./words.ts";

/** Spanish. */
export const es: Words = {
  yes: "sí, s, si, claro, vale",
  no: "no, n",
  polite: "gracias, por",
  nothing: "saltar, nada",
  numbers: `cero, uno|una|un, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce, trece,
    catorce, quince, dieciséis|dieciseis, diecisiete, dieciocho, diecinueve, veinte`,
};
