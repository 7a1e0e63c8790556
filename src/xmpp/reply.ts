/**
 * Replies to stanzas. A reply repeats nothing of the stanza that it answers: an echo of hostile XML is hostile XML
 * (RFC 6120 §8.3.1 leaves it open).
 */
import type { StanzaError } from "../errors.ts";
import { type Element, STANZAS, type Stanza, xml } from "./stanza.ts";

/** The `<iq type="result"/>` that answers `stanza`. */
export function resultOf(stanza: Stanza, payload: Element | undefined): Element {
  return xml("iq", { type: "result", id: stanza.id, from: stanza.to.full, to: stanza.from.full }, payload);
}

/** The error that answers `stanza`, of any kind (RFC 6120 §8.3). */
export function errorOf(stanza: Stanza, error: StanzaError): Element {
  return xml(
    stanza.name,
    { type: "error", id: stanza.id, from: stanza.to.full, to: stanza.from.full },
    xml(
      "error",
      { type: error.type },
      xml(error.condition, { xmlns: STANZAS }),
      error.text === undefined
        ? undefined
        : xml("text", { xmlns: STANZAS, "xml:lang": error.lang }, error.text),
      error.application && xml(error.application.name, { xmlns: error.application.xmlns }),
    ),
  );
}
