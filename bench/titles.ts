import type { ContenderName } from "./options.ts";

/** What reports call the contenders. */
export const TITLES: Readonly<Record<ContenderName, string>> = {
  raw: "raw socket echo",
  bare: "@xmpp/component echo",
  anteroom: "Anteroom, empty database",
  forgetful: "Anteroom, without its memory",
  history: "Anteroom, with history",
  slixmpp: "slixmpp echo",
};
