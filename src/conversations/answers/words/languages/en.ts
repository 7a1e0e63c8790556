import type { Words } from "./words.ts";

/** English. */
export const en: Words = {
  yes: "yes, y, yep, yeah, yup, ok, okay, sure, true",
  no: "no, n, nope, nah, false",
  polite: "please, thanks, thank",
  nothing: "skip, none, nothing",
  numbers: `zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen,
    fifteen, sixteen, seventeen, eighteen, nineteen, twenty`,
};
