import type { Words } from "./words.ts";

/** Neighbours of the languages shipped: their yes and no is understood, though not their dates and numbers. */
export const NEIGHBOURS: Readonly<Record<string, Pick<Words, "yes" | "no">>> = {
  bg: { yes: "да", no: "не" },
  cs: { yes: "ano, jo, jasně", no: "ne" },
  da: { yes: "ja, jo", no: "nej" },
  hu: { yes: "igen, i", no: "nem, n" },
  id: { yes: "ya, iya", no: "tidak" },
  nb: { yes: "ja, jo", no: "nei" },
  nn: { yes: "ja, jo", no: "nei" },
  no: { yes: "ja, jo", no: "nei" },
  pl: { yes: "tak, t", no: "nie, n" },
  tr: { yes: "evet, e", no: "hayır, hayir, h" },
};
