/** Attachments: checked by what they say of themselves alone. The gateway fetches none of them. */

import { xmlSafe } from "../../../xmpp/out/text.ts";
import type { SharedFile } from "../../../xmpp/xep/message/file-sharing.ts";
import type { Attachment } from "../objects.ts";

export const MOST_ATTACHMENTS = 8;
// Each address is in a stanza three times, and escaped; what servers take in one stanza is half a megabyte.
const LONGEST_URL = 2000;
const LONGEST_NAME = 255;
const LOOPBACK = ["localhost", "127.0.0.1"];

// RFC 6838 §4.2, without parameters.
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

// Controls, and what changes the direction of writing: with it "gpj.exe" looks like "exe.jpg".
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The https address that `text` writes, in the spelling of browsers; `undefined` if it is no safe one. */
export function readHttps(text: string): string | undefined {
  const href = readFileUrl(text);
  return href?.startsWith("https:") ? href : undefined;
}

/** As `readHttps`; of this machine's own server of files also without TLS. */
export function readFileUrl(text: string): string | undefined {
  if (!isWeb(text)) return undefined;
  const { username, password, href } = new URL(text);
  return username === "" && password === "" && href.length <= LONGEST_URL ? href : undefined;
}

/** Https; servers on a developer's own machine have no certificate. */
export function isWeb(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
}

/** A file's name without folders and without invisible characters; "" if nothing is left. */
export function readFileName(text: string): string {
  const name = xmlSafe(text).replace(INVISIBLE, "").split(/[/\\]/).at(-1) ?? "";
  return Array.from(name.trim()).slice(0, LONGEST_NAME).join("");
}

/** The last part of the address's path, or its host. */
export function nameInUrl(url: string): string {
  const { pathname, hostname } = new URL(url);
  const last = pathname.split("/").at(-1) ?? "";
  try {
    return readFileName(decodeURIComponent(last)) || hostname;
  } catch {
    return readFileName(last) || hostname;
  }
}

export function isMediaType(text: string): boolean {
  return MEDIA_TYPE.test(text);
}

/** The attachment of a message that came by XMPP; what is wrong about it is left out, and all of it without an address. */
export function attachmentOf({ url, name, mediaType, size }: SharedFile): Attachment | undefined {
  const href = readFileUrl(url);
  if (href === undefined) return undefined;
  return {
    url: href,
    name: readFileName(name ?? "") || nameInUrl(href),
    ...(mediaType !== undefined && isMediaType(mediaType) && { mediaType: mediaType.toLowerCase() }),
    ...(size !== undefined && { size }),
  };
}
