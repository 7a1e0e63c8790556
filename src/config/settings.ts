import { hostname } from "node:os";
import { LANGUAGES } from "../texts/language.ts";
import { listenOrOff, networks, optionalHttps, optionalText, origins, urlPath } from "./http-kinds.ts";
import type { Kind } from "./kind.ts";
import {
  componentUrl,
  databaseUrl,
  duration,
  fields,
  flag,
  folder,
  identifier,
  listenAddress,
  localpart,
  modules,
  name,
  nameOrOff,
  oneOf,
  queues,
  resourcepart,
  serviceOrOff,
  sharedSecret,
  span,
  staff,
  subdomain,
  wholeNumber,
} from "./kinds.ts";

type Preset = string | number | boolean | readonly string[] | Readonly<Record<string, unknown>>;

/**
 * One setting. Its default is written as in the file and passes through the same schema. A setting without a default is
 * required by the commands that use its section.
 */
export interface Setting<T> {
  readonly kind: Kind<T>;
  readonly default?: Preset | (() => string);
  /** The setting whose value it has if none is given. That one stands before it in the table. */
  readonly like?: string;
  /** Shown in documents in place of a computed default. */
  readonly shown?: string;
  /** Shown in the sample file if there is no default. */
  readonly example?: string;
  /** The value is hidden from logs and messages. */
  readonly secret?: true;
  /** A running `serve` takes a new value over when it reads the configuration anew (SIGHUP); any other needs a restart. */
  readonly live?: true;
  /** One line for the sample file and the README's table. */
  readonly text: string;
}

const setting = <T>(row: Setting<T>): Setting<T> => row;

/**
 * Every setting. The `Config` type, the environment variables, the sample file, the README's table and
 * the messages of problems all come from this table: a new setting is a new row.
 */
export const settings = {
  "xmpp.url": setting({
    kind: componentUrl,
    default: "xmpp://127.0.0.1:5347",
    text: "address at which the server listens for components",
  }),
  "xmpp.domain": setting({
    kind: subdomain,
    example: "help.example.org",
    text: "subdomain that the component owns",
  }),
  "xmpp.secret": setting({
    kind: sharedSecret,
    secret: true,
    text: "shared secret, as in the server's configuration",
  }),
  "xmpp.instance": setting({
    kind: name,
    default: () => `${hostname()}-${process.pid}`.slice(-100),
    shown: "host name and pid",
    text: "name of this process in logs and leases",
  }),
  "database.url": setting({
    kind: databaseUrl,
    example: "postgresql://anteroom@127.0.0.1:5432/anteroom",
    secret: true,
    text: "URL of PostgreSQL 14 or newer; percent-encode special characters in the password (`/` as `%2F`)",
  }),
  "database.schema": setting({
    kind: identifier,
    default: "anteroom",
    text: "schema that holds all of Anteroom's tables",
  }),
  "database.migrate": setting({
    kind: flag,
    default: true,
    text: "whether `serve` applies missing migrations when it starts",
  }),
  "bot.address": setting({ kind: localpart, default: "bot", text: "localpart of the bot's address" }),
  "bot.name": setting({ kind: name, default: "Anteroom", text: "nickname that people see" }),
  "bot.resource": setting({
    kind: resourcepart,
    default: "anteroom",
    text: "resource of the bot's full JID",
  }),
  "bot.language": setting({
    kind: oneOf(LANGUAGES),
    default: "en",
    text: "language of the bot's own texts for people whose language it does not speak",
  }),
  "bot.texts": setting({
    kind: folder,
    default: () => "",
    shown: "none",
    text: "folder of Fluent files, one per language (`en.ftl`), that override the bot's own texts",
  }),
  "conversations.responders": setting({
    kind: modules,
    default: [],
    text: "modules whose default export is a responder or a list of them; a path begins with `.` or `/`, anything else is a package name; both are looked up from the configuration file's folder, but `anteroom/…` always means the running package",
  }),
  "conversations.fallback": setting({
    kind: nameOrOff,
    default: "off",
    text: "responder that takes text that is not a command while no conversation is ongoing, as if `/new` had that text as its argument; `off` answers with a hint at `/help`",
  }),
  "conversations.idle": setting({
    kind: duration(),
    default: "30m",
    text: "time without a message after which an ongoing conversation is aborted; `0` for never",
  }),
  "conversations.signout": setting({
    kind: duration(),
    default: "10m",
    text: "time after which a person's conversations are aborted, counted from when the last resource signs out, unless the person comes back before; `0` for never",
  }),
  "conversations.warn": setting({
    kind: duration(),
    default: "60s",
    text: "time to confirm a `/new` that would end an ongoing conversation; `0` ends it without confirmation",
  }),
  "conversations.retention": setting({
    kind: duration(),
    default: "30d",
    text: "time after which complete and aborted conversations are deleted; `0` for at once",
  }),
  "rooms.service": setting({
    kind: serviceOrOff,
    default: "off",
    text: "MUC service of the server on which the pool's rooms are made, such as `rooms.example.org`; `off` for no pool",
  }),
  "rooms.address": setting({
    kind: localpart,
    default: "rooms",
    text: "localpart of the address that owns the rooms",
  }),
  "rooms.nickname": setting({
    kind: name,
    default: "Anteroom",
    text: "the bot's nickname in the rooms, and their title",
  }),
  "rooms.queues": setting({
    kind: queues,
    default: { default: { ready: 10, max: 100 } },
    live: true,
    text: "the queues by name, each with the rooms that are kept available (`ready`) and the rooms that are open at most (`max`), in all components together; `default` is always one of them, and gets no rooms where only others are named",
  }),
  // The SQL functions take no longer one either.
  "rooms.lease": setting({
    kind: span("1h"),
    default: "60s",
    text: "time in which a seat waits for its person",
  }),
  "rooms.grace": setting({
    kind: duration(),
    default: "90s",
    text: "time in which a room waits for a person who dropped out; `0` for none",
  }),
  "rooms.client_grace": setting({
    kind: duration(),
    like: "rooms.grace",
    example: "5m",
    text: "the same for a client",
  }),
  "rooms.line": setting({
    kind: span(),
    default: "2m",
    text: "time after which a ticket of a person whose presence is unknown ends, counted from the last look at it",
  }),
  "rooms.retention": setting({
    kind: duration(),
    default: "90d",
    text: "time after which rows and history of closed rooms lose their names, `0` for at once; times are kept",
  }),
  "rooms.history": setting({
    kind: wholeNumber(1000),
    default: 0,
    text: "messages of backlog that a person gets who enters a room",
  }),
  "rooms.options": setting({
    kind: fields,
    default: {},
    text: "further options of the rooms, by the names of the MUC service's form: `{muc#roomconfig_lang: en}`",
  }),
  "rooms.staff": setting({
    kind: staff,
    default: {},
    live: true,
    text: "people who may go on duty from an IM client, each with the queues: `{ann@example.org: [default]}`",
  }),
  "http.listen": setting({
    kind: listenOrOff,
    default: "off",
    text: "address and port of the gateway for browsers, behind your web server with TLS; a port alone is on 127.0.0.1; `off` for none",
  }),
  "http.base": setting({ kind: urlPath, default: "/nereid-chat", text: "path of the gateway" }),
  "http.origins": setting({
    kind: origins,
    default: [],
    live: true,
    text: "browser origins that may use the gateway, besides its own host: exact scheme, host and port (`https://www.example.org`)",
  }),
  "http.proxies": setting({
    kind: networks,
    default: [],
    text: "addresses and networks of the proxies in front, whose forwarding headers count: `[127.0.0.1, 10.0.0.0/8]`",
  }),
  "http.visitors": setting({
    kind: flag,
    default: false,
    text: "whether people without a login may chat",
  }),
  "http.jwt.secret": setting({
    kind: optionalText,
    default: () => "",
    shown: "none",
    secret: true,
    text: "secret of 32 bytes or more with which the web application signs logins (HS256)",
  }),
  "http.jwt.jwks": setting({
    kind: optionalHttps,
    default: () => "",
    shown: "none",
    text: "https address of the keys that verify logins of the web application (RS256, ES256, EdDSA)",
  }),
  "http.jwt.audience": setting({
    kind: optionalText,
    default: () => "",
    shown: "none",
    text: "`aud` that a login must have",
  }),
  "http.jwt.issuer": setting({
    kind: optionalText,
    default: () => "",
    shown: "none",
    text: "`iss` that a login must have",
  }),
  "http.token": setting({ kind: span("24h"), default: "1h", text: "life of a chat token" }),
  "http.token_in_path": setting({
    kind: flag,
    default: true,
    text: "whether `stream` and `poll` take the chat token in their path, as clients of the original protocol give it",
  }),
  "http.renewal": setting({
    kind: span(),
    default: "24h",
    text: "life of a visitor's renewal secret after its last use",
  }),
  "http.retention": setting({ kind: span(), default: "30d", text: "time after which threads are deleted" }),
  "http.upload": setting({
    kind: oneOf(["off", "staff", "all"]),
    default: "off",
    text: "people who may upload files: `off`, `staff` or `all`",
  }),
  // An hour at most: init systems give up long before, and Node's timers wrap at 24 days.
  "shutdown.timeout": setting({
    kind: duration("1h"),
    default: "10s",
    text: "longest time that draining may take",
  }),
  "ops.listen": setting({
    kind: listenAddress,
    default: "127.0.0.1:9090",
    text: "address and port of `/healthz`, `/readyz` and `/metrics` (Prometheus); a port alone is on 127.0.0.1",
  }),
  "log.level": setting({
    kind: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    default: "info",
    live: true,
    text: "one of pino's levels; message bodies are logged only at `trace`, secrets and tokens never",
  }),
} as const;

export type Key = keyof typeof settings;
export const keys = Object.keys(settings) as readonly Key[];

type Value<K extends Key> = (typeof settings)[K] extends Setting<infer T> ? T : never;
type Rest<Prefix extends string> = Key extends infer K
  ? K extends `${Prefix}${infer R}`
    ? R
    : never
  : never;
type Head<Path extends string> = Path extends `${infer H}.${string}` ? H : Path;
type Tree<Prefix extends string> = {
  readonly [H in Head<Rest<Prefix>>]: `${Prefix}${H}` extends Key
    ? Value<`${Prefix}${H}`>
    : Tree<`${Prefix}${H}.`>;
};

/** The settings as the program uses them: `config.xmpp.domain`. Durations are milliseconds. */
export type Config = Tree<"">;

/** The first word of a key. A command names the sections that it uses. */
export type Section = keyof Config;
export const sections = [...new Set(keys.map((key) => key.slice(0, key.indexOf(".")) as Section))];

/** The environment variable that overrides a key: `xmpp.secret` is ANTEROOM_XMPP_SECRET. */
export const variableOf = (key: Key): string => `ANTEROOM_${key.toUpperCase().replaceAll(".", "_")}`;
