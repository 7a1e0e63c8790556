/** A component with all plugins and a few addresses, online at a scripted server: what the tests of XEPs talk to. */
import { expect } from "vitest";
import { StanzaError } from "../../../src/errors.ts";
import type { Address } from "../../../src/xmpp/addresses.ts";
import { parseJid } from "../../../src/xmpp/jid.ts";
import { installPlugins } from "../../../src/xmpp/plugin.ts";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { commandElement } from "../../../src/xmpp/xep/commands.ts";
import { plugins } from "../../../src/xmpp/xep/index.ts";
import {
  type Peer,
  type ScriptedServer,
  startScriptedServer,
} from "../../support/servers/scripted-server.ts";
import { type StreamUnderTest, streamUnderTest } from "../../support/under-test/stream-under-test.ts";

export const DOMAIN = "help.example.org";
export const BOT = `bot@${DOMAIN}`;
export const ROOMS = `rooms@${DOMAIN}`;

function address(jid: string, rest: Omit<Address, "jid">): Address {
  const parsed = parseJid(jid);
  if (parsed === undefined) throw new Error(`${jid} is no address`);
  return { jid: parsed, ...rest };
}

const ADDRESSES: readonly Address[] = [
  address(DOMAIN, {
    name: "Help",
    identities: [{ category: "component", type: "generic", name: "Help" }],
    features: [],
    listed: false,
  }),
  address(BOT, {
    name: "Helper & friends",
    resource: "anteroom",
    identities: [{ category: "client", type: "bot", name: "Helper & friends" }],
    features: ["urn:example:bot", "urn:xmpp:ping"],
    chats: true,
    listed: true,
    commands: {
      list: () => [
        { node: "task", name: "Create a <task>" },
        { node: "shake", name: "Shake hands" },
      ],
      execute: async ({ node, action, session, lang }) => {
        if (node === "shake") throw new StanzaError("item-not-found");
        const notes = [{ type: "info", text: `${action} ${session}` }] as const;
        return commandElement({ node, session: "s", status: "completed", lang, notes });
      },
    },
  }),
  address(ROOMS, {
    name: "Rooms",
    identities: [{ category: "client", type: "bot" }],
    features: [],
    listed: false,
  }),
];

/** A person at an address that comes and goes. */
const VISITOR = address(`visitor@${DOMAIN}`, {
  name: "Visitor",
  identities: [{ category: "client", type: "web" }],
  features: [],
  listed: true,
});

export interface Component extends AsyncDisposable {
  readonly us: StreamUnderTest;
  readonly server: ScriptedServer;
  readonly peer: Peer;
  /** Asks as Juliet, and gives the whole answer. */
  ask(to: string, payload: Element, type?: "get" | "set"): Promise<Element>;
  /** What comes back for `bytes`, in order: all that is sent before the answer to a ping that follows them. */
  answersTo(bytes: string): Promise<readonly Element[]>;
}

export async function startComponent(): Promise<Component> {
  const server = await startScriptedServer({ domain: DOMAIN });
  const us = streamUnderTest(server);
  for (const each of ADDRESSES) us.host.addresses.add(each);
  us.host.addresses.addResolver((jid) => (jid.bare === VISITOR.jid.bare ? VISITOR : undefined));
  installPlugins(us.host, plugins);
  us.link.start();
  const peer = await server.online();
  await us.announced.next((what) => what === "online");
  return {
    us,
    server,
    peer,
    ask: (to, payload, type = "get") => peer.ask(payload, { to, type }),
    async answersTo(bytes) {
      const before = peer.received.all.length;
      peer.send(bytes);
      await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
      return peer.received.all.slice(before, -1);
    },
    async [Symbol.asyncDispose]() {
      await us[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      // Whatever was asked, nothing was sent that a server would end the stream for.
      expect(server.complaints).toEqual([]);
    },
  };
}

/** "type/condition" of an error, `undefined` for what is none. */
export function errorIn(stanza: Element): string | undefined {
  if (stanza.attrs.type !== "error") return undefined;
  const error = stanza.getChild("error");
  const condition = error
    ?.getChildElements()
    .find((child) => child.getNS() === "urn:ietf:params:xml:ns:xmpp-stanzas" && child.getName() !== "text");
  return `${error?.attrs.type}/${condition?.getName()}`;
}
