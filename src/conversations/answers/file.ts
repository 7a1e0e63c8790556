import type { Json } from "../../ledger/statement.ts";
import { english, type Say } from "../../texts/index.ts";
import { type Answer, accepted, answer, type Parsed, refused, unfit, type Wording } from "./kind.ts";
import { isOfKind, kindName, mediaTypeOf } from "./words/media-types.ts";
import { withoutMarks } from "./words/visible.ts";

/** A file that somebody sent: where it lies, and what can be known of it without fetching it. */
export interface SharedFile {
  /** `https:` (or `http:`, where the kind allows it). Whoever fetches it connects to wherever the person wants. */
  readonly url: string;
  /** The last part of the path, decoded: no separators, no control characters, never empty, `.` or `..`. */
  readonly name: string;
  /** Media type that the name promises, `image/jpeg`; missing where it promises none. */
  readonly type?: string;
}

interface Limits extends Wording {
  readonly kinds?: readonly string[];
  readonly hosts?: readonly string[];
  readonly insecure?: boolean;
}

/** A file by its URL. Each limit gives a new kind. */
export interface FileAnswer extends Answer<SharedFile> {
  /**
   * Only such files, by their names: media types (`application/pdf`), families of them (`image/*`), or endings
   * (`.dwg`). Throws where no name is known to be of a kind.
   */
  types(...kinds: readonly string[]): FileAnswer;
  /** Only from these hosts, `upload.example.org` or with a port: where the files are to be fetched, those known. */
  hosts(...hosts: readonly string[]): FileAnswer;
  /** Also by `http:`, for servers without certificates. */
  insecure(): FileAnswer;
  describe(description: string): FileAnswer;
}

/**
 * A file, as a client that uploaded it (XEP-0363) sends it: the body is the URL, which XEP-0066 repeats. A link that
 * somebody typed will do. Nothing is fetched. Encrypted files (`aesgcm:`) and links that carry a password are
 * refused.
 *
 * Value: `{ url, name, type? }`. JSON: `{ url, name }`. Form field: `text-single` with the URL.
 *
 * @param question What the person is asked, where no prompt says it.
 */
export function file(question?: string): FileAnswer {
  return limited({ question });
}

function limited(limits: Limits): FileAnswer {
  const { question, description } = limits;
  return {
    ...answer<SharedFile>({
      kind: "file",
      field: { type: "text-single", datatype: "xs:anyURI" },
      question,
      description,
      parse: (text, { say = english }) => read(text, limits, say),
      toJson: ({ url, name }) => ({ url, name }),
      fromJson: (json, say = english) => stored(json, limits, say),
      toForm: ({ url }) => [url],
    }),
    types: (...kinds) => limited({ ...limits, kinds: kinds.map(knownKind) }),
    hosts: (...hosts) => limited({ ...limits, hosts: hosts.map((host) => host.toLowerCase()) }),
    insecure: () => limited({ ...limits, insecure: true }),
    describe: (description) => limited({ ...limits, description }),
  };
}

function knownKind(kind: string): string {
  const known = kind.toLowerCase();
  if (kindName(known) === undefined) throw new Error(`file().types(): no file name is known for "${kind}"`);
  return known;
}

// Signed URLs of object stores have some hundred characters; none needs more than this.
const LONGEST = 4_000;

function read(text: string, limits: Limits, say: Say): Parsed<SharedFile> {
  const said = withoutMarks(text).replace(/^<(.*)>$/, "$1");
  if (/^aesgcm:/i.test(said)) return refused(say("file-encrypted"));
  if (said.length > LONGEST || /\s/u.test(said) || !URL.canParse(said)) return refused(say("file-unclear"));
  const url = new URL(said);
  const { protocol, username, password, host } = url;
  if (protocol === "http:" && limits.insecure !== true) return refused(say("file-insecure"));
  if (!/^https?:$/.test(protocol) || username !== "" || password !== "") return refused(say("file-unclear"));
  if (limits.hosts?.includes(host) === false) {
    return refused(say("file-elsewhere", { hosts: limits.hosts }));
  }
  const name = nameIn(url);
  return name === undefined ? refused(say("file-unclear")) : named(url.href, name, limits, say);
}

/** The file's name has not changed since, unless by the responder. */
function stored(json: Json, limits: Limits, say: Say): Parsed<SharedFile> {
  if (json === null || typeof json !== "object" || !("url" in json) || !("name" in json)) return unfit(say);
  const { url, name } = json;
  if (typeof url !== "string" || typeof name !== "string" || !isName(name)) return unfit(say);
  const { kinds: _, ...others } = limits;
  const found = read(url, others, say);
  return found.ok ? named(found.value.url, name, limits, say) : found;
}

function named(url: string, name: string, { kinds = [] }: Limits, say: Say): Parsed<SharedFile> {
  if (kinds.length > 0 && !isOfKind(name, kinds)) {
    const wanted = [...new Set(kinds.map((kind) => kindName(kind) ?? kind))];
    return refused(say("file-other-kind", { kinds: wanted }));
  }
  const type = mediaTypeOf(name);
  return accepted({ url, name, ...(type === undefined ? {} : { type }) });
}

/** What the last part of the path is called, in a form that is a file's name everywhere. */
function nameIn({ pathname }: URL): string | undefined {
  const last = pathname.slice(pathname.lastIndexOf("/") + 1);
  const name = decoded(last)
    // An encoded separator leads out of wherever the file is put.
    .replace(/^.*[/\\]/s, "")
    .replace(HIDDEN, "")
    .trim();
  return isName(name) ? name : undefined;
}

/** Controls, and what turns the direction of writing, so that `exe.jpg` may be `gpj.exe`. */
const HIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function isName(name: string): boolean {
  return !/^\.{0,2}$|[/\\]/.test(name) && name === name.replace(HIDDEN, "").trim();
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
