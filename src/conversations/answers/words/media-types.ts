/**
 * What kind of file a name promises. The name is all there is without fetching the file, and it may lie: a program
 * that opens files looks again. Only what people send to each other is listed.
 */
const ENDINGS: Readonly<Record<string, string>> = {
  "application/epub+zip": "epub",
  "application/gzip": "gz",
  "application/json": "json",
  "application/msword": "doc",
  "application/pdf": "pdf",
  "application/rtf": "rtf",
  "application/vnd.ms-excel": "xls",
  "application/vnd.ms-powerpoint": "ppt",
  "application/vnd.oasis.opendocument.presentation": "odp",
  "application/vnd.oasis.opendocument.spreadsheet": "ods",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/xml": "xml",
  "application/x-7z-compressed": "7z",
  "application/x-tar": "tar",
  "application/zip": "zip",
  "audio/aac": "aac",
  "audio/flac": "flac",
  "audio/mp4": "m4a",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg oga",
  "audio/opus": "opus",
  "audio/wav": "wav",
  "image/avif": "avif",
  "image/bmp": "bmp",
  "image/gif": "gif",
  "image/heic": "heic",
  "image/jpeg": "jpg jpeg",
  "image/jxl": "jxl",
  "image/png": "png",
  "image/svg+xml": "svg",
  "image/tiff": "tif tiff",
  "image/webp": "webp",
  "text/calendar": "ics",
  "text/csv": "csv",
  "text/html": "html htm",
  "text/markdown": "md",
  "text/plain": "txt log",
  "text/vcard": "vcf",
  "video/3gpp": "3gp",
  "video/mp4": "mp4 m4v",
  "video/mpeg": "mpeg mpg",
  "video/ogg": "ogv",
  "video/quicktime": "mov",
  "video/webm": "webm",
  "video/x-matroska": "mkv",
  "video/x-msvideo": "avi",
};

const byEnding = new Map(
  Object.entries(ENDINGS).flatMap(([type, endings]) =>
    endings.split(" ").map((ending) => [ending, type] as const),
  ),
);

/** The media type (RFC 6838) that a file's name promises. */
export function mediaTypeOf(name: string): string | undefined {
  return byEnding.get(/\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? "");
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
};

/**
 * How a kind of file is called in a sentence: `pictures`, `.pdf`. `undefined` where no name would ever be of that
 * kind.
 */
export function kindName(kind: string): string | undefined {
  if (/^\.[^\s./]+$/u.test(kind)) return kind;
  const ending = ENDINGS[kind]?.split(" ", 1)[0];
  if (ending !== undefined) return `.${ending}`;
  return FAMILIES[kind] ?? (/^application\/\*$/.test(kind) ? "documents" : undefined);
}
