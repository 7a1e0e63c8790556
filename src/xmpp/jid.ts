/**
 * Addresses (RFC 7622), parsed once.
 *
 * The spelling of the server is the canonical one: it has prepared every address that it sends us, with tables
 * that we cannot know (Prosody and ejabberd differ). So only ASCII letters of localpart and domain are put in
 * lower case, for addresses that people type; folding more would change addresses that the server tells apart.
 */

/** An immutable address. Two are equal when their `full` are. */
export interface Jid {
  /** "" where there is none. */
  readonly local: string;
  readonly domain: string;
  /** "" where there is none. */
  readonly resource: string;
  /** Without the resource. */
  readonly bare: string;
  readonly full: string;
}

// RFC 7622 §3.1: each part is at most 1023 bytes.
const PART_BYTES = 1023;
const LONGEST = 3 * PART_BYTES + 2;

// Everybody who talks to us appears in each of their stanzas. Some ten thousand people stay within a few MB.
const CACHED = 10_000;
const cache = new Map<string, Jid>();

// RFC 7622 §3.3.1, with the characters that no PRECIS class allows: controls, spaces, and the separators.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not be in it
const NOT_LOCAL = /[\u0000-\u0020"&'/:<>@\u007f-\u00a0\u2000-\u200f\u2028-\u202f\u3000\ufeff\p{Cs}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not be in it
const NOT_DOMAIN = /[\u0000-\u0020"&'/<>@\u007f-\u00a0\u2000-\u200f\u2028-\u202f\u3000\ufeff\p{Cs}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not be in it
const NOT_RESOURCE = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff\p{Cs}]/u;
const EMPTY_LABEL = /^$|^\.|\.\.|\.$/;

/** The address that `text` writes, `undefined` where it writes none. Never throws. */
export function parseJid(text: string | undefined): Jid | undefined {
  if (text === undefined) return undefined;
  const known = cache.get(text);
  if (known !== undefined) return known;
  const jid = parse(text);
  if (jid === undefined) return undefined;
  if (cache.size >= CACHED) for (const oldest of cache.keys()) if (forget(oldest)) break;
  cache.set(text, jid);
  return jid;
}

function forget(text: string): boolean {
  return cache.delete(text);
}

function parse(text: string): Jid | undefined {
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  // RFC 7622 §3.2: the first "/" ends the bare address, then the first "@" the localpart.
  const slash = text.indexOf("/");
  const bareText = slash === -1 ? text : text.slice(0, slash);
  const resource = slash === -1 ? "" : text.slice(slash + 1);
  const at = bareText.indexOf("@");
  const local = lower(at === -1 ? "" : bareText.slice(0, at));
  // The dot of the DNS root is no part of an address (RFC 7622 §3.2).
  const domain = lower(bareText.slice(at + 1).replace(/\.$/, ""));
  if (EMPTY_LABEL.test(domain) || (at !== -1 && local === "") || (slash !== -1 && resource === ""))
    return undefined;
  if (NOT_LOCAL.test(local) || NOT_DOMAIN.test(domain) || NOT_RESOURCE.test(resource)) return undefined;
  if (tooLong(local) || tooLong(domain) || tooLong(resource)) return undefined;
  const bare = local === "" ? domain : `${local}@${domain}`;
  const full = resource === "" ? bare : `${bare}/${resource}`;
  return Object.freeze({ local, domain, resource, bare, full });
}

function lower(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

function tooLong(part: string): boolean {
  // A UTF-16 unit is at most three bytes of UTF-8.
  return part.length * 3 > PART_BYTES && Buffer.byteLength(part) > PART_BYTES;
}

/** The address without its resource. */
export function bareJid(jid: Jid): Jid {
  return jid.resource === "" ? jid : (parseJid(jid.bare) ?? jid);
}
