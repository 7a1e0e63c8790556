import { hostname } from "node:os";
import { LANGUAGES } from "../texts/language.ts";
import {
  componentUrl,
  databaseUrl,
  duration,
  flag,
  folder,
  identifier,
  type Kind,
  listenAddress,
  localpart,
  modules,
  name,
  nameOrOff,
  oneOf,
  resourcepart,
  sharedSecret,
  subdomain,
} from "./kinds.ts";

/**
 * One setting. Its default is written as in the file and passes through the same schema. A setting without a default is
 * required by the commands that use its section.
 */
export interface Setting<T> {
  readonly kind: Kind<T>;
  readonly default?: string | boolean | readonly string[] | (() => string);
  /** Shown in documents in place of a computed default. */
  readonly shown?: string;
  /** Shown in the sample file if there is no default. */
  readonly example?: string;
  /** The value is hidden from logs and messages. */
  readonly secret?: true;
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
