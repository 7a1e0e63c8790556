import type { Words } from "./words.ts";

/** Swedish. */
export const sv: Words = {
  yes: "ja, j, jo, japp",
  no: "nej, n, nä",
  polite: "tack",
  nothing: "hoppa, inget",
  numbers: `noll, en|ett, två, tre, fyra, fem, sex, sju, åtta, nio, tio, elva, tolv, tretton, fjorton, femton,
    sexton, sjutton, arton, nitton, tjugo`,
};
