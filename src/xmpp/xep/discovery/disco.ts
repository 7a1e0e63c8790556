/**
 * XEP-0030 Service Discovery: §3 who an entity is and what it can do, §4 what belongs to it.
 *
 * The component tells of its own entities: its domain, its listed addresses, their full JIDs. It never lists
 * people, nor the people to whom they talk.
 */
import { StanzaError } from "../../../errors.ts";
import type { Plugin } from "../../plugin.ts";
import { type Element, xml } from "../../stanza.ts";
import { answerGet } from "../answer.ts";
import { commandNode } from "../commands.ts";
import { capsNode } from "./caps.ts";
import { type DiscoInfo, discoInfo } from "./info.ts";

const INFO = "http://jabber.org/protocol/disco#info";
const ITEMS = "http://jabber.org/protocol/disco#items";

export const disco: Plugin = {
  name: "XEP-0030",
  features: { [INFO]: "all", [ITEMS]: "all" },
  install: (host) => {
    answerGet(host, { name: "query", xmlns: INFO }, (address, stanza) => {
      const info = discoInfo(host, address);
      const node = askedNode(stanza.element, INFO);
      if (node === undefined || node === capsNode(info)) return infoElement(info, node);
      const found = commandNode(address, node, stanza.from.bare);
      // A hash of ours that is not the present one belongs to an earlier version: nobody knows it any more.
      if (found === undefined) throw new StanzaError("item-not-found");
      return infoElement(found, node);
    });

    answerGet(host, { name: "query", xmlns: ITEMS }, (address, stanza) => {
      const node = askedNode(stanza.element, ITEMS);
      if (node !== undefined) {
        const found = commandNode(address, node, stanza.from.bare);
        if (found === undefined) throw new StanzaError("item-not-found");
        // XEP-0050 §5: clients ignore commands of another address than the one that they asked.
        const items = found.items.map((item) => xml("item", { jid: stanza.to.full, ...item }));
        return xml("query", { xmlns: ITEMS, node }, ...items);
      }
      const listed = address.jid.local === "" ? [...host.addresses.all()] : [];
      const items = listed.filter((item) => item.listed && item.jid.local !== "");
      return xml(
        "query",
        { xmlns: ITEMS },
        ...items.map(({ jid, name }) => xml("item", { jid: jid.bare, name })),
      );
    });
  },
};

/** The node that a query is about; "" is none, since a node must not be empty (§4.2). */
function askedNode(iq: Element, xmlns: string): string | undefined {
  return iq.getChild("query", xmlns)?.attrs.node || undefined;
}

function infoElement({ identities, features }: DiscoInfo, node: string | undefined): Element {
  return xml(
    "query",
    { xmlns: INFO, node },
    ...identities.map(({ category, type, name }) => xml("identity", { category, type, name })),
    ...features.map((feature) => xml("feature", { var: feature })),
  );
}
