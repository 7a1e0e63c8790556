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
};
