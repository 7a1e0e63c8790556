/**
 * What kind of file a name promises. The name is all there is without fetching the file, and it may lie: a program
 * that opens files looks again.
 */
import { Mime } from "mime/lite";
import other from "mime/types/other.js";
import standard from "mime/types/standard.js";

/** What people's programs call their files, where the registry has an older ending or an older type first. */
const USUAL: Readonly<Record<string, string[]>> = {
  "audio/aac": ["aac"],
  "audio/flac": ["flac"],
  "audio/mpeg": ["mp3"],
  "audio/ogg": ["ogg"],
  "audio/opus": ["opus"],
  "text/vcard": ["vcf"],
  "video/mp4": ["mp4", "m4v"],
  "video/quicktime": ["mov"],
};

const mime = new Mime(standard, other).define(USUAL, true);

/** The media type (RFC 6838) that a file's name promises. */
export function mediaTypeOf(name: string): string | undefined {
  // Without a folder before it, the library takes a name such as "png" for an ending.
  const type = mime.getType(`/${name}`);
  // Any bytes (RFC 2046 §4.5.1), which is how programs are called: that promises nothing.
  return type === null || type === "application/octet-stream" ? undefined : type;
}

/** Whether a file is of one of the kinds `image/*`, `application/pdf` or `.dwg`. */
export function isOfKind(name: string, kinds: readonly string[]): boolean {
  const type = mediaTypeOf(name) ?? "";
  return kinds.some((kind) =>
    kind.startsWith(".")
      ? name.toLowerCase().endsWith(kind)
      : kind.endsWith("/*")
        ? type.startsWith(kind.slice(0, -1))
        : type === kind,
  );
}

const FAMILIES: Readonly<Record<string, string>> = {
  "image/*": "pictures",
  "audio/*": "sound",
  "video/*": "videos",
  "text/*": "plain text",
  "application/*": "documents",
};

/**
 * How a kind of file is called in a sentence: `pictures`, `.pdf`. `undefined` where no name would ever be of that
 * kind.
 */
export function kindName(kind: string): string | undefined {
  if (/^\.[^\s./]+$/u.test(kind)) return kind;
  const ending = mime.getExtension(kind);
  // Some types have endings that belong to another type.
  return ending !== null && isOfKind(`a.${ending}`, [kind]) ? `.${ending}` : FAMILIES[kind];
}
