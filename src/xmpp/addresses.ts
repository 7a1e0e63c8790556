/**
 * The addresses that exist below the component's domain, and the domain itself. A component is the server of
 * its addresses: it finds here what to say about each of them (disco, vCard, nick).
 */
import { bareJid, type Jid } from "./jid.ts";
import type { Element, Stanza } from "./stanza.ts";
import type { FilledForm } from "./xep/data-forms.ts";

/** An address that exists below (or is) the component's domain. */
export interface Address {
  /** Bare. */
  readonly jid: Jid;
  /** For people: disco, vCard, nick. */
  readonly name: string;
  /** Resource of its one full address, where it has one. */
  readonly resource?: string;
  readonly identities: readonly Identity[];
  /** Beyond those of the plugins. */
  readonly features: readonly string[];
  /** People write to it, and get answers. */
  readonly chats?: true;
  /** Whether disco#items of the domain shows it. */
  readonly listed: boolean;
  /**
   * Whether people may subscribe to its presence: "kept", it approves; "mutual", it also asks to see theirs. Without
   * it nobody may.
   */
  readonly roster?: "kept" | "mutual";
  readonly commands?: Commands;
}

/** XEP-0030 §3.1. */
export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly name?: string;
}

/** The commands of an address (XEP-0050), as the address gives them to the protocol. */
export interface Commands {
  /** Those that `asking`, a bare JID, may execute. */
  list(asking: string): readonly CommandName[];
  /** Gives a `<command/>`. Throws, or rejects with, a `StanzaError`. */
  execute(request: CommandRequest, stanza: Stanza): Promise<Element>;
}

export interface CommandName {
  readonly node: string;
  /** For people. */
  readonly name: string;
}

export const ACTIONS = ["execute", "next", "prev", "complete", "cancel"] as const;

export interface CommandRequest {
  readonly node: string;
  readonly action: (typeof ACTIONS)[number];
  /** `undefined`: begins one. */
  readonly session: string | undefined;
  readonly form: FilledForm | undefined;
  readonly lang: string | undefined;
}

export interface Addresses {
  /** Adds an address that exists as long as the process, in place of an earlier one of the same JID. */
  add(address: Address): void;
  /** Adds addresses that come and go: `resolve` is asked for bare JIDs that were not added. */
  addResolver(resolve: (jid: Jid) => Address | undefined): void;
  /** The address that `jid` names; its resource does not matter. */
  find(jid: Jid): Address | undefined;
  /** The addresses that were added. */
  all(): Iterable<Address>;
}

export function createAddresses(): Addresses {
  const added = new Map<string, Address>();
  const resolvers: ((jid: Jid) => Address | undefined)[] = [];
  return {
    add(address) {
      added.set(address.jid.bare, address);
    },
    addResolver(resolve) {
      resolvers.push(resolve);
    },
    find(jid) {
      const address = added.get(jid.bare);
      if (address !== undefined || resolvers.length === 0) return address;
      const bare = bareJid(jid);
      for (const resolve of resolvers) {
        const resolved = resolve(bare);
        if (resolved !== undefined) return resolved;
      }
      return undefined;
    },
    all: () => added.values(),
  };
}
