import type { Words } from "./words.ts";

/** Portuguese. */
export const pt: Words = {
  yes: "sim, s",
  no: "não, n, nao",
  polite: "por, obrigado, obrigada",
  nothing: "pular, nada",
  numbers: `zero, um|uma, dois|duas, três|tres, quatro, cinco, seis, sete, oito, nove, dez, onze, doze, treze,
    catorze|quatorze, quinze, dezesseis|dezasseis, dezessete|dezassete, dezoito, dezenove|dezanove,
    vinte`,
  yesterday: "ontem",
  today: "hoje",
  tomorrow: "amanhã, amanha",
  dayAfterTomorrow: "depois de amanhã, depois de amanha",
  inDays: "em # dia, em # dias, daqui a # dia, daqui a # dias",
  inWeeks: "em # semana, em # semanas, daqui a # semana, daqui a # semanas",
  nextWeek: "próximo, próxima, proximo, proxima",
  aroundDays: "no, na, dia, até, até o, em, esta, neste, nesta, que vem",
};
