/** This folder holds all of XMPP. Here the parts of a stream are put together: link, writer, IQ table, router, host. */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { createAddresses } from "./addresses.ts";
import { createFeatureRegistry } from "./features.ts";
import { IqTable } from "./iq.ts";
import type { Limits } from "./link/limits.ts";
import { Link } from "./link/link.ts";
import type { Loss, Outcome } from "./link/link-state.ts";
import { Writer } from "./out/writer.ts";
import type { Host } from "./plugin.ts";
import { Router } from "./router.ts";
import { type Scheduler, systemScheduler } from "./scheduler.ts";
import { type StanzaKind, xml } from "./stanza.ts";

export interface StreamOptions {
  readonly url: string;
  readonly domain: string;
  readonly secret: string;
  /** Of Anteroom, for XEP-0092. */
  readonly version: string;
  readonly log: Logger;
  readonly clock: Clock;
  readonly scheduler?: Scheduler;
  readonly limits?: Limits;
  /** Asked before each stanza: whether anything may be sent at all. */
  readonly maySend?: () => boolean;
  /** Each attempt to connect, when it has ended. */
  readonly onAttempt?: (outcome: Outcome) => void;
  /** An attempt has failed, or the stream is lost. */
  readonly onLoss?: (loss: Loss) => void;
  readonly onOnline?: () => void;
  readonly onOffline?: (loss: Loss) => void;
  /** Each stanza that is taken in or given to the stream. */
  readonly onCounted?: (direction: "in" | "out", stanza: StanzaKind) => void;
}

export interface Stream {
  readonly host: Host;
  readonly link: Link;
}

/** Makes a stream that is not started yet, so that plugins can be installed first. */
export function createStream(options: StreamOptions): Stream {
  const { domain, log, clock, scheduler = systemScheduler } = options;
  const addresses = createAddresses();
  const iq: IqTable = new IqTable({ domain, scheduler, send: (stanza) => writer.send(stanza) });
  const writer: Writer = new Writer({
    domain,
    log,
    scheduler,
    // The writer minds the time itself: a link that is paused is not dead.
    ping: (target) =>
      iq.request(target === "own" ? domain : parentDomain(domain), xml("ping", { xmlns: "urn:xmpp:ping" }), {
        timeoutMs: Number.POSITIVE_INFINITY,
      }),
    onSilence: () => link.silent(),
    ...(options.maySend && { maySend: options.maySend }),
    ...(options.onCounted && { onSent: (stanza) => options.onCounted?.("out", stanza) }),
  });
  const router = new Router({
    domain,
    log,
    iq,
    send: (stanza) => writer.send(stanza),
    exists: (jid) => addresses.find(jid) !== undefined,
  });
  const link: Link = new Link({
    ...options,
    scheduler,
    writer,
    onStanza: (element) => {
      if (isKind(element.name)) options.onCounted?.("in", element.name);
      router.dispatch(element);
    },
    onRefused: (head, why) => router.refuse(head, why),
    onOnline: () => options.onOnline?.(),
    onOffline: (loss) => {
      iq.failAll();
      options.onOffline?.(loss);
    },
  });
  const host: Host = {
    domain,
    version: options.version,
    startedAt: clock(),
    clock,
    log,
    router,
    iq,
    writer,
    addresses,
    features: createFeatureRegistry(),
  };
  return { host, link };
}

/** The part after the first dot. A domain without one is pinged itself, by way of the server. */
export function parentDomain(domain: string): string {
  return domain.slice(domain.indexOf(".") + 1);
}

const isKind = (name: string): name is StanzaKind =>
  name === "message" || name === "presence" || name === "iq";
