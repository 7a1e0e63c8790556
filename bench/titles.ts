import type { ContenderName } from "./options.ts";

/** The contenders' names in reports. */
export const TITLES: Readonly<Record<ContenderName, string>> = {
  raw: "raw socket echo",
  bare: "@xmpp/component echo",
  anteroom: "Anteroom, empty database",
  forgetful: "Anteroom, without its memory",
  history: "Anteroom, with history",
  slixmpp: "slixmpp echo",
};
