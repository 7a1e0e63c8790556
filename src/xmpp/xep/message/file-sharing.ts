/**
 * XEP-0447 Stateless File Sharing, §3: a file, and where it lies. XEP-0446 File Metadata Element, §3, describes the file.
 */
import { type Element, xml } from "../../stanza.ts";

export const FILE_SHARING = "urn:xmpp:sfs:0";
const METADATA = "urn:xmpp:file:metadata:0";
const URL_DATA = "http://jabber.org/protocol/url-data";

export interface SharedFile {
  readonly url: string;
  readonly name?: string | undefined;
  readonly mediaType?: string | undefined;
  /** Of the file in bytes. */
  readonly size?: number | undefined;
}

/** @param id tells several files of one message apart, so that a later message can name one of them */
export function fileSharing({ url, name, mediaType, size }: SharedFile, id: string): Element {
  const file = xml(
    "file",
    { xmlns: METADATA },
    mediaType === undefined ? undefined : xml("media-type", {}, mediaType),
    name === undefined ? undefined : xml("name", {}, name),
    size === undefined ? undefined : xml("size", {}, String(size)),
  );
  const sources = xml("sources", {}, xml("url-data", { xmlns: URL_DATA, target: url }));
  return xml("file-sharing", { xmlns: FILE_SHARING, disposition: "attachment", id }, file, sources);
}

/** The files in a message that lie at an address. All of it is as the sender wrote it, unchecked. */
export function readFileSharing(message: Element): readonly SharedFile[] {
  return message.getChildren("file-sharing", FILE_SHARING).flatMap((sharing) => {
    const url = sharing.getChild("sources")?.getChild("url-data", URL_DATA)?.attrs.target;
    if (url === undefined) return [];
    const file = sharing.getChild("file", METADATA);
    const size = file?.getChildText("size") ?? "";
    return [
      {
        url,
        name: file?.getChildText("name") ?? undefined,
        mediaType: file?.getChildText("media-type") ?? undefined,
        size: /^\d{1,15}$/.test(size) ? Number(size) : undefined,
      },
    ];
  });
}
