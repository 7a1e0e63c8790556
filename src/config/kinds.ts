import { isIP, isIPv6 } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { type Duration, parseDuration } from "../duration.ts";
import { parseJid } from "../xmpp/jid.ts";
import { wrongDatabaseUrl } from "./database-url.ts";
import { isOneLine, type Kind, kind, notOneLine, printable, string } from "./kind.ts";
import { nearest } from "./nearest.ts";

/** An address to listen on. `host` has no brackets around an IPv6 address. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const bytes = (text: string) => Buffer.byteLength(text);

/** A name that people see, on one line. No client shows more than 100 characters. */
export const name = kind(
  printable().max(100, {
    error: "must have at most 100 characters",
  }),
);

/** A name, or `off` for none. */
export const nameOrOff: Kind<string | undefined> = kind(
  name.schema.transform((text) => (text === "off" ? undefined : text)),
);

/**
 * A localpart by RFC 7622 §3.3: some characters are forbidden, and 1023 bytes are allowed. Servers fold the case, so
 * upper case would come back as lower case.
 */
export const localpart = kind(
  printable().refine(
    (text) => !/[\s"&'/:<>@]/u.test(text) && text === text.toLowerCase() && bytes(text) <= 1023,
    { error: 'must be the part of an address before "@": lower case, without spaces or any of "&\'/:<>@' },
  ),
);

/** RFC 7622 §3.4: nearly anything printable, at most 1023 bytes. */
export const resourcepart = kind(
  printable().refine((text) => bytes(text) <= 1023, { error: "must have at most 1023 bytes" }),
);

const label = /^(?!-)[\p{Ll}\p{Lo}\p{M}\p{Nd}-]{1,63}(?<!-)$/u;

/** A domain of at least two labels. */
const isDomain = (text: string): boolean => {
  const labels = text.split(".");
  return labels.length >= 2 && labels.every((part) => label.test(part)) && text.length <= 253 && !isIP(text);
};

const lowerCase = () =>
  printable().refine((text) => text === text.toLowerCase(), { error: "must be in lower case", abort: true });

/** A component's domain, of at least two labels: the keep-alive ping goes to the parent domain. */
export const subdomain = kind(
  lowerCase().refine(isDomain, { error: 'must be a subdomain such as "help.example.org"' }),
);

/** The domain of a service of the server, or `off` for none. A single label is more often a mistake than a domain. */
export const serviceOrOff: Kind<string | undefined> = kind(
  lowerCase()
    .refine((text) => text === "off" || isDomain(text), {
      error: 'must be a domain such as "conference.example.org", or off',
    })
    .transform((text) => (text === "off" ? undefined : text)),
);

/** Any text that every server's configuration can hold. No server accepts control characters. */
export const sharedSecret = kind(
  string()
    .min(1, { error: "must not be empty", abort: true })
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), { error: "must not hold control characters" }),
);

const portNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;

const hostName = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/;

/** Splits "host:port" or "[IPv6]:port". Undefined for anything else. */
function hostAndPort(text: string): ListenAddress | undefined {
  const found = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d+)$/.exec(text)?.groups;
  const port = portNumber(found?.port);
  if (found === undefined || port === undefined) return undefined;
  const { v6, host } = found;
  if (v6 !== undefined) return isIPv6(v6) ? { host: v6, port } : undefined;
  return host !== undefined && hostName.test(host) ? { host, port } : undefined;
}

/** `xmpp://host:port`, kept as text because the component library takes text. */
export const componentUrl = kind(
  string().refine(
    (text) => {
      const port = text.startsWith("xmpp://") ? hostAndPort(text.slice(7))?.port : undefined;
      return port !== undefined && port > 0;
    },
    { error: 'must be a host and a port such as "xmpp://127.0.0.1:5347"' },
  ),
);

/** An address and a port, or a port alone for the loopback address. Port 0 means any free port. */
export const listenAddress: Kind<ListenAddress> = kind(
  z
    .union([z.string(), z.number()], { error: "must be an address and a port" })
    .transform((given, context): ListenAddress => {
      const text = String(given);
      const port = portNumber(text);
      const address = port === undefined ? hostAndPort(text) : { host: "127.0.0.1", port };
      if (address !== undefined) return address;
      context.addIssue({
        code: "custom",
        message:
          'must be an address and a port such as "127.0.0.1:9090", or "0.0.0.0:9090" for all addresses',
      });
      return z.NEVER;
    }),
);

export const databaseUrl = kind(
  string().superRefine((text, context) => {
    const message = wrongDatabaseUrl(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
);

/** An unquoted PostgreSQL identifier of at most 63 bytes. PostgreSQL reserves the prefix `pg_`. */
export const identifier = kind(
  string().regex(/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/, {
    error:
      'must be a plain identifier: lower-case letters, digits and "_", at most 63, not starting with "pg_"',
  }),
);

export const flag = kind(z.boolean({ error: "must be true or false" }), "yaml");

/** Modules for import(): a path begins with "." or "/" as in Node, anything else is a package's name. */
export const modules: Kind<readonly string[]> = {
  ...kind(
    z.array(
      string()
        .min(1, { error: "must not be empty", abort: true })
        .refine((text) => !text.includes("\0"), { error: "must not hold a NUL character" }),
      { error: "must be a list of paths or package names" },
    ),
    "yaml",
  ),
  place: (names, folder) => names.map((text) => (text.startsWith(".") ? resolve(folder, text) : text)),
};

/** A folder, relative to that of the file that names it; empty for none. */
export const folder: Kind<string | undefined> = {
  ...kind(
    string()
      .refine((text) => text === "" || isOneLine(text), { error: notOneLine })
      .transform((text) => text || undefined),
  ),
  place: (text, from) => (text === undefined ? undefined : resolve(from, text)),
};

export const oneOf = <const T extends string>(words: readonly T[]) =>
  kind(z.enum(words, { error: `must be one of ${words.join(", ")}` }));

/** A number of things, in the file or as the text of a variable. */
export function wholeNumber(most: number): Kind<number> {
  const error = `must be a whole number from 0 to ${most}`;
  return kind(
    z.union([z.string(), z.number()], { error }).transform((given, context): number => {
      const text = String(given);
      if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text);
      context.addIssue({ code: "custom", message: error });
      return z.NEVER;
    }),
  );
}

/** "90s", "30m", "12h", "7d" or 0, at most `most`. Gives milliseconds. */
export function duration(most: Duration = "3650d"): Kind<number> {
  const limit = parseDuration(most);
  return kind(
    z.union([z.string(), z.literal(0)], { error: expectedDuration }).transform((given, context): number => {
      const length = parseDuration(String(given));
      if (length !== undefined && length <= (limit ?? 0)) return length;
      const message = length === undefined ? expectedDuration : `must be at most ${most}`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }),
  );
}

const expectedDuration = 'must be a duration such as "90s", "30m", "12h" or "7d", or 0';

/** A duration that is not 0. */
export const span = (most?: Duration): Kind<number> =>
  kind(duration(most).schema.refine((length) => length > 0, { error: "must be more than 0" }));

const isMap = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === "object" && input !== null && Object.getPrototypeOf(input) === Object.prototype;

/** A map of names to values. A name can be any: the library's own maps of names drop `__proto__`. */
function mapOf<K extends string, V>(error: string, name: z.ZodType<K>, value: z.ZodType<V>) {
  return z.custom<Readonly<Record<string, unknown>>>(isMap, { error }).transform((given, context) => {
    const made = new Map<K, V>();
    for (const [key, content] of Object.entries(given)) {
      const left = name.safeParse(key);
      const right = value.safeParse(content);
      for (const { path, message } of [...(left.error?.issues ?? []), ...(right.error?.issues ?? [])]) {
        context.addIssue({ code: "custom", path: [key, ...path], message });
      }
      if (!left.success || !right.success) continue;
      if (made.has(left.data)) context.addIssue({ code: "custom", path: [key], message: "is given twice" });
      made.set(left.data, right.data);
    }
    return made;
  });
}

/** What the pool does for one queue. */
export interface QueueTerms {
  /** Rooms that are kept available. */
  readonly ready: number;
  /** Rooms that are open at most. */
  readonly max: number;
}

const PRESET: QueueTerms = { ready: 10, max: 100 };
const queueWords = ["ready", "max"] as const;

/** The SQL functions take a name of at most 200 characters. */
const queueName = printable().refine((text) => [...text].length <= 200, {
  error: "must have at most 200 characters",
});

const queueWord = z.enum(queueWords, {
  error: ({ input }) => `is not a setting of a queue; the nearest is ${nearest(String(input), queueWords)}`,
});

/** A number that is not given makes way for the one that is. */
const queueTerms = mapOf(
  "must be a map such as {ready: 10, max: 100}",
  queueWord,
  wholeNumber(10_000).schema,
).transform((given, context): QueueTerms => {
  const max = given.get("max") ?? Math.max(PRESET.max, given.get("ready") ?? 0);
  const ready = given.get("ready") ?? Math.min(PRESET.ready, max);
  if (ready > max)
    context.addIssue({ code: "custom", path: ["ready"], message: "must be at most as much as max" });
  return { ready, max };
});

/** The queues by name. `default` is always one of them. Where only others are named, no rooms are made for it. */
export const queues: Kind<ReadonlyMap<string, QueueTerms>> = kind(
  mapOf("must be a map of queues such as {default: {ready: 10, max: 100}}", queueName, queueTerms).transform(
    (named) => (named.has("default") ? named : new Map([...named, ["default", { ready: 0, max: 0 }]])),
  ),
  "yaml",
);

/** In the spelling of servers, as the function `bare_jid` of the migrations has it: its person is known by that alone. */
const bareAddress = string().transform((text, context): string => {
  const jid = parseJid(text);
  if (jid !== undefined && jid.local !== "" && jid.resource === "") {
    const folded = jid.bare.normalize("NFKC").toLowerCase();
    return folded.replaceAll("ß", "ss").replaceAll("ς", "σ").replaceAll("և", "եւ");
  }
  context.addIssue({ code: "custom", message: 'must be an address such as "ann@example.org"' });
  return z.NEVER;
});

/** Bare addresses, each with names of queues. */
export const staff: Kind<ReadonlyMap<string, readonly string[]>> = kind(
  mapOf(
    "must be a map of addresses and their queues such as {ann@example.org: [default]}",
    bareAddress,
    z
      .array(queueName, { error: "must be a list of queues such as [default]" })
      .min(1, { error: "must name a queue" }),
  ),
  "yaml",
);

/** What a field of a form can hold (XEP-0004 §3.2), as the form writes it. */
const fieldValue = z
  .union([z.string(), z.number(), z.boolean()], { error: "must be text, a number, true or false" })
  .transform((value) => (typeof value === "boolean" ? (value ? "1" : "0") : String(value)))
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), { error: "must not hold control characters" });

/** Fields of a form, each with its value. */
export const fields: Kind<ReadonlyMap<string, string>> = kind(
  mapOf(
    "must be a map of a form's fields such as {muc#roomconfig_lang: en}",
    printable().max(200, { error: "must have at most 200 characters" }),
    fieldValue,
  ),
  "yaml",
);
