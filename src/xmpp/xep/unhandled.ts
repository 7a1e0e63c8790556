/**
 * Stanzas that no other handler takes (RFC 6121 §8.5, RFC 6120 §8.4). A sender who waits for an answer gets an error,
 * which says whether the address exists. Results and errors are never answered, or two entities might quarrel for ever.
 */
import { StanzaError } from "../../errors.ts";
import { readMessage } from "../message.ts";
import type { Plugin } from "../plugin.ts";
import { addressee } from "./answer.ts";

export const unhandled: Plugin = {
  name: "RFC 6121 §8.5",
  install: (host) => {
    host.router.on({ stanza: "iq", types: ["get", "set"] }, (stanza) => {
      addressee(host, stanza);
      throw new StanzaError("service-unavailable");
    });
    host.router.on({ stanza: "message" }, (stanza) => {
      // A receipt, a marker or a chat state is not waited for.
      const { kind } = readMessage(stanza);
      if (kind !== "text" && kind !== "encrypted") return;
      const exists = host.addresses.find(stanza.to) !== undefined;
      throw new StanzaError(exists ? "service-unavailable" : "item-not-found");
    });
  },
};
