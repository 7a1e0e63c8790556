/**
 * Matchers say which stanzas a handler is for. The most specific comes first: one that names a payload before one
 * that does not, one that names the sender's domain before one that takes any, one that names an address likewise.
 */
import type { Jid } from "./jid.ts";
import type { Stanza, StanzaKind } from "./stanza.ts";

export interface Matcher {
  readonly stanza: StanzaKind;
  /** Types of the stanza, defaults filled in ("normal", "available"). Without it: any. For IQs "get" and "set" only. */
  readonly types?: readonly string[];
  /** A child of the stanza, by namespace and, where given, name. */
  readonly payload?: { readonly name?: string; readonly xmlns: string };
  /** Senders of that domain. */
  readonly from?: { readonly domain: string };
  /** The domain itself; any address that exists; or the address of that localpart. Without it: any address of the domain. */
  readonly to?: "domain" | "address" | { readonly local: string };
  /** Asked last: whether the handler takes the stanza. It must not throw. */
  readonly takes?: (stanza: Stanza) => boolean;
}

/** Whether an address of our domain exists; asked only by matchers that need it. */
export type Exists = (jid: Jid) => boolean;

export function matches(matcher: Matcher, stanza: Stanza, exists: Exists): boolean {
  if (matcher.stanza !== stanza.name) return false;
  if (matcher.types !== undefined && !matcher.types.includes(stanza.type)) return false;
  if (matcher.from !== undefined && matcher.from.domain !== stanza.from.domain) return false;
  if (!isFor(matcher.to, stanza.to, exists)) return false;
  if (matcher.payload !== undefined && !hasPayload(matcher.payload, stanza)) return false;
  return matcher.takes?.(stanza) ?? true;
}

function isFor(to: Matcher["to"], jid: Jid, exists: Exists): boolean {
  if (to === undefined) return true;
  if (to === "domain") return jid.local === "";
  if (to === "address") return jid.local !== "" && exists(jid);
  return jid.local === to.local;
}

function hasPayload(payload: NonNullable<Matcher["payload"]>, stanza: Stanza): boolean {
  for (const child of stanza.element.children) {
    if (typeof child === "string" || child.getNS() !== payload.xmlns) continue;
    if (payload.name === undefined || child.getName() === payload.name) return true;
  }
  return false;
}

/** Greater is more specific. */
export function specificity(matcher: Matcher): number {
  const payload = matcher.payload === undefined ? 0 : matcher.payload.name === undefined ? 16 : 32;
  const from = matcher.from === undefined ? 0 : 8;
  const to = matcher.to === undefined ? 0 : matcher.to === "address" ? 2 : 4;
  return payload + from + to + (matcher.types === undefined ? 0 : 1);
}

/** For logs: `iq[get] {urn:xmpp:ping}ping → bot`. */
export function describeMatcher(matcher: Matcher): string {
  const types = matcher.types === undefined ? "" : `[${matcher.types.join("|")}]`;
  const payload =
    matcher.payload === undefined ? "" : ` {${matcher.payload.xmlns}}${matcher.payload.name ?? "*"}`;
  const to =
    matcher.to === undefined ? "" : ` → ${typeof matcher.to === "string" ? matcher.to : matcher.to.local}`;
  const from = matcher.from === undefined ? "" : ` from ${matcher.from.domain}`;
  return `${matcher.stanza}${types}${payload}${from}${to}`;
}
