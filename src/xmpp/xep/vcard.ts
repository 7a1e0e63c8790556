/** XEP-0054 vcard-temp: the card of an address, with name, and description and picture if it has them. */
import type { Address, Plugin } from "../plugin.ts";
import { type Element, xml } from "../stanza.ts";
import { answerGet } from "./answer.ts";

const VCARD = "vcard-temp";

export const vcard: Plugin = {
  name: "XEP-0054",
  install: (host) => {
    host.features.add(VCARD, "both");
    answerGet(host, { name: "vCard", xmlns: VCARD }, card);
  },
};

function card({ name, vcard: { description, photo } = {} }: Address): Element {
  const element = xml("vCard", { xmlns: VCARD }, xml("FN", {}, name), xml("NICKNAME", {}, name));
  if (photo !== undefined) {
    element.append(xml("PHOTO", {}, xml("TYPE", {}, photo.type), xml("BINVAL", {}, photo.base64)));
  }
  if (description !== undefined) element.append(xml("DESC", {}, description));
  return element;
}
