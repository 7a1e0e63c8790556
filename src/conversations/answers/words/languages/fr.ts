import type { Words } from "./words.ts";

/** French. */
export const fr: Words = {
  yes: "oui, o, ouais, si, d'accord",
  no: "non, n",
  polite: "merci, s'il",
  nothing: "passer, rien",
  numbers: `zéro, un|une, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, onze, douze, treize, quatorze,
    quinze, seize, dix-sept, dix-huit, dix-neuf, vingt`,
  yesterday: "hier",
  today: "aujourd'hui, aujourdhui",
  tomorrow: "demain",
  dayAfterTomorrow: "après-demain, après demain, apres demain",
  aroundDays: "le, la, pour, ce, cette, avant le, d'ici, s'il te plaît, s'il vous plaît",
};
