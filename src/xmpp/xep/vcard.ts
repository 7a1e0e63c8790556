/** XEP-0054 vcard-temp: the card of an address, which has its name. */
import type { Address } from "../addresses.ts";
import type { Plugin } from "../plugin.ts";
import { type Element, xml } from "../stanza.ts";
import { answerGet } from "./answer.ts";

const VCARD = "vcard-temp";

export const vcard: Plugin = {
  name: "XEP-0054",
  features: { [VCARD]: "all" },
  install: (host) => answerGet(host, { name: "vCard", xmlns: VCARD }, card),
};

function card({ name }: Address): Element {
  return xml("vCard", { xmlns: VCARD }, xml("FN", {}, name), xml("NICKNAME", {}, name));
}
