/**
 * Plugins: one per XEP, after SleekXMPP. A plugin names its features, registers its handlers with the host, reads its
 * part of a message, and knows nothing of other plugins. Adding one is a file and a line, in `xep/index.ts` or, where
 * it reads messages, in `xep/message/index.ts`.
 */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Addresses } from "./addresses.ts";
import type { FeatureRegistry, FeatureScope } from "./features.ts";
import type { IqTable } from "./iq.ts";
import type { Writer } from "./out/writer.ts";
import type { Router } from "./router.ts";
import type { Element } from "./stanza.ts";

/** Everything that a plugin can use. */
export interface Host {
  readonly domain: string;
  /** Of Anteroom. */
  readonly version: string;
  /** When the process started, in ms since the epoch. */
  readonly startedAt: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly router: Router;
  readonly iq: IqTable;
  readonly writer: Writer;
  readonly addresses: Addresses;
  readonly features: FeatureRegistry;
}

export interface Plugin {
  /** "XEP-0199" */
  readonly name: string;
  /** The features that it announces, and whose they are (XEP-0030). */
  readonly features?: Readonly<Record<string, FeatureScope>>;
  /** Registers its handlers. */
  readonly install?: (host: Host) => void;
}

/** Reads a child of a message into `parts`; `name` is the child's, without a prefix. */
export type PartReader<Parts> = (parts: Parts, child: Element, name: string) => void;

/** A plugin that reads messages. `Parts`: the fields that it fills in, all optional, named as in no other plugin. */
export interface MessagePlugin<Parts> extends Plugin {
  /** By the namespace of the child. */
  readonly reads: Readonly<Record<string, PartReader<Parts>>>;
}

/** Installs each plugin, in order. An error of a plugin is thrown with its name. */
export function installPlugins(host: Host, plugins: readonly Plugin[]): void {
  for (const plugin of plugins) {
    try {
      for (const [xmlns, scope] of Object.entries(plugin.features ?? {})) host.features.add(xmlns, scope);
      plugin.install?.(host);
    } catch (cause) {
      throw new Error(`plugin ${plugin.name} cannot be installed`, { cause });
    }
  }
}
