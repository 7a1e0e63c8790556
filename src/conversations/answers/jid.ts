import { english, type Say } from "../../texts/index.ts";
import { type Jid, parseJid } from "../../xmpp/jid.ts";
import { type Answer, accepted, answer, type Parsed, refused, unfit, type Wording } from "./kind.ts";
import { withoutAround } from "./words/around.ts";
import { folded, wordsOf } from "./words/spoken.ts";
import { withoutMarks } from "./words/visible.ts";

interface Limits extends Wording {
  readonly full?: boolean;
  readonly domains?: readonly string[];
}

/** An XMPP address. Each limit gives a new kind. */
export interface JidAnswer extends Answer<string> {
  /** With a resource (`ann@example.org/phone`, a room's `room@muc.example.org/nick`); a bare one is refused. */
  full(): JidAnswer;
  /** Only addresses at one of these domains. Throws where one is no domain. */
  domain(...domains: readonly string[]): JidAnswer;
  describe(description: string): JidAnswer;
}

/**
 * An XMPP address as people write it: `ann@example.org`, `xmpp:ann@example.org`, `<ann@example.org>`,
 * `Ann <ann@example.org>`, with a full stop behind it or not. It must have a localpart: a single word is a valid
 * address too, of a server, but who answers "Ann" means a person.
 *
 * Value: the address as a string (RFC 7622), ASCII letters of localpart and domain in lower case; bare, a resource
 * is dropped, unless `.full()`. JSON: that string. Form field: `jid-single`.
 *
 * @param question What the person is asked, where no prompt says it.
 */
export function jid(question?: string): JidAnswer {
  return limited({ question });
}

function limited(limits: Limits): JidAnswer {
  const { question, description, full = false, domains = [] } = limits;
  const [domain = "example.org"] = domains;
  const fitting = (jid: Jid | undefined, say: Say = english): Parsed<string> => {
    if (jid === undefined || jid.local === "" || !isHost(jid.domain))
      return refused(say("jid-unclear", { domain }));
    if (domains.length > 0 && !domains.includes(jid.domain)) {
      return refused(say("jid-domain", { domains, domain }));
    }
    if (!full) return accepted(jid.bare);
    return jid.resource === "" ? refused(say("jid-bare", { address: jid.bare })) : accepted(jid.full);
  };
  return {
    ...answer<string>({
      kind: "jid",
      field: { type: "jid-single" },
      question,
      description,
      // A form sends an address, not a sentence: what a sentence might end with may be part of it.
      parse: (text, { say, lang }, inForm) =>
        fitting((inForm ? parseJid(text) : undefined) ?? written(text, lang), say),
      toJson: (value) => value,
      fromJson: (json, say) => (typeof json === "string" ? fitting(parseJid(json), say) : unfit(say)),
    }),
    full: () => limited({ ...limits, full: true }),
    domain: (...names) => limited({ ...limits, domains: names.map(domainOf) }),
    describe: (description) => limited({ ...limits, description }),
  };
}

function domainOf(name: string): string {
  const jid = parseJid(name);
  if (jid === undefined || jid.bare !== jid.domain || jid.resource !== "")
    throw new Error(`jid().domain(): "${name}" is no domain`);
  return jid.domain;
}

/** A name of hosts (RFC 1123 §2.1, in any script), or an IP address: no port behind it, nor what a URI asks for. */
function isHost(domain: string): boolean {
  if (/^\[[\da-f:.]+\]$/iu.test(domain)) return true;
  // One by one: a pattern for all of them would be tried in many ways.
  return domain
    .replace(/\.$/u, "")
    .split(".")
    .every((label) => /^(?:[\p{L}\p{M}\p{N}_·・-]|\u200c|\u200d)+$/u.test(label) && !/^-|-$/u.test(label));
}

// An address has at most 3071 bytes; a name and a URI around it add some.
const LONGEST = 4_000;

/** The address in what somebody wrote. */
function written(text: string, lang: string | null): Jid | undefined {
  if (text.length > LONGEST) return undefined;
  const said = asTyped(withoutWords(unemphasized(withoutMarks(text)), lang));
  const enclosed = /<([^<>]+)>[\s.,;:!?]{0,3}$/u.exec(said)?.[1]?.trim();
  const address = enclosed ?? unended(said);
  if (address.slice(0, 5).toLowerCase() !== "xmpp:") return parseJid(address);
  return parseJid(fromUri(address.slice(5)));
}

/** Without the stars with which chats write in bold. */
function unemphasized(said: string): string {
  return /^([*_~`]{1,3})([^*~`]+)\1$/u.exec(said)?.[2] ?? said;
}

/**
 * Keyboards of East Asia have a wide `@` and full stop, and wide letters, which servers map in a localpart, too (RFC 8265 §3.3.1).
 * Otherwise this is as the server has it.
 */
function asTyped(said: string): string {
  return said
    .replace(
      /[@＠]([^@＠/<>]+)/u,
      (_, domain: string) => `@${domain.normalize("NFKC").replace(/[。｡]/gu, ".")}`,
    )
    .replace(/^[^@/]+@/u, (local) => local.replace(/[！-～]/gu, (wide) => wide.normalize("NFKC")));
}

/** Without what stands around an address: `it's ann@example.org, thanks`. Behind a slash it is part of that. */
function withoutWords(said: string, lang: string | null): string {
  const words = said.split(/\s+/u);
  const at = words.findIndex((word) => /[@＠]/u.test(word));
  if (at < 0 || words.length === 1) return said;
  const isAround = (some: readonly string[]) =>
    withoutAround(wordsOf(folded(some.join(" "))), lang).length === 0;
  // A letter alone may be the beginning of the address, with a blank too many: "a nn@example.org".
  if (!isAround(words.slice(0, at)) || /^\p{L}$/u.test(words[at - 1] ?? "")) return said;
  const address = words[at] as string;
  return !address.includes("/") && isAround(words.slice(at + 1))
    ? address
    : said.slice(said.indexOf(address));
}

/** Without what ends a sentence, or puts it in quotation marks. In a resource it may mean something. */
function unended(said: string): string {
  // Bounded: a repetition before `$` is tried from every character.
  const unquoted = said.replace(/^["'`“”„«‹(]{1,3}|["'`“”»›)]{1,3}[.,;:!?]{0,3}$/gu, "");
  return unquoted.includes("/") ? unquoted : unquoted.replace(/[.,;:!?。]{1,3}$/u, "");
}

/** RFC 5122: what follows `?` or `#` is a request, not the address; the rest is percent-encoded. */
function fromUri(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri.replace(/^\/\//, "").replace(/[?#].*$/s, ""));
  } catch {
    return undefined;
  }
}
