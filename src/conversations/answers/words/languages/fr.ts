import type { Words } from "./words.ts";

/** French. */
export const fr: Words = {
  yes: "oui, o, ouais, si, d'accord",
  no: "non, n",
  polite: "merci, s'il",
  nothing: "passer, rien",
  numbers: `zéro, un|une, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, onze, douze, treize, quatorze,
    quinze, seize, dix-sept, dix-huit, dix-neuf, vingt`,
};
