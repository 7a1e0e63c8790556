/**
 * Plugins: one per XEP, after SleekXMPP. A plugin gets the host, registers its handlers and features, and knows
 * nothing of other plugins: adding one is a file, and a line in `xep/index.ts`.
 */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Addresses } from "./addresses.ts";
import type { FeatureRegistry } from "./features.ts";
import type { IqTable } from "./iq.ts";
import type { Writer } from "./out/writer.ts";
import type { Router } from "./router.ts";

export type { Address, Addresses, Identity } from "./addresses.ts";
export type { FeatureRegistry, FeatureScope } from "./features.ts";

/** What a plugin can use. */
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
  readonly install: (host: Host) => void;
}

/** Installs each plugin, in order. Throws what a plugin throws, with its name. */
export function installPlugins(host: Host, plugins: readonly Plugin[]): void {
  for (const plugin of plugins) {
    try {
      plugin.install(host);
    } catch (cause) {
      throw new Error(`plugin ${plugin.name} cannot be installed`, { cause });
    }
  }
}
