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
 * One setting. Its default is written as the file would have it, and goes through the same schema. A setting
 * without one is required by the commands that use its section.
 */
export interface Setting<T> {
  readonly kind: Kind<T>;
  readonly default?: string | boolean | readonly string[] | (() => string);
  /** What documents show where the default is computed. */
  readonly shown?: string;
  /** What the sample file shows where there is no default. */
  readonly example?: string;
  /** Its value is hidden from logs and messages. */
  readonly secret?: true;
  /** One line for the sample file and the README's table. */
  readonly text: string;
}

const setting = <T>(row: Setting<T>): Setting<T> => row;

/**
 * Every setting there is. The `Config` type, the environment variables, the sample file, the README's table and
 * the messages of problems all come from this table: a new setting is a new row.
 */
export const settings = {
  "xmpp.url": setting({
    kind: componentUrl,
    default: "xmpp://127.0.0.1:5347",
    text: "where the server listens for components",
  }),
  "xmpp.domain": setting({
    kind: subdomain,
    example: "help.example.org",
    text: "the subdomain that the component owns",
  }),
  "xmpp.secret": setting({
    kind: sharedSecret,
    secret: true,
    text: "the shared secret, as in the server's configuration",
  }),
  "xmpp.instance": setting({
    kind: name,
    default: () => `${hostname()}-${process.pid}`.slice(-100),
    shown: "host name and pid",
    text: "this process's name in logs and leases",
  }),
  "database.url": setting({
    kind: databaseUrl,
    example: "postgresql://anteroom@127.0.0.1:5432/anteroom",
    secret: true,
    text: "PostgreSQL 14 or newer; what is special in a URL is percent-encoded in the password (`/` as `%2F`)",
  }),
  "database.schema": setting({ kind: identifier, default: "anteroom", text: "schema of all its objects" }),
  "database.migrate": setting({
    kind: flag,
    default: true,
    text: "whether `serve` brings the schema to its version by itself",
  }),
  "bot.address": setting({ kind: localpart, default: "bot", text: "localpart that converses" }),
  "bot.name": setting({ kind: name, default: "Anteroom", text: "nickname shown to people" }),
  "bot.resource": setting({
    kind: resourcepart,
    default: "anteroom",
    text: "resource of the bot's full JID",
  }),
  "bot.language": setting({
    kind: oneOf(LANGUAGES),
    default: "en",
    text: "language of the bot's own texts for a person whose language is not shipped",
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
    text: "modules (paths or package names) whose default export is a responder or a list of them; a path begins with `.` or `/`; both count from the file's folder, but `anteroom/…` is always of the running package",
  }),
  "conversations.fallback": setting({
    kind: nameOrOff,
    default: "off",
    text: "responder that takes text which is no command while no conversation is ongoing, as `/new` would with that text as its argument; `off` for a hint at `/help`",
  }),
  "conversations.idle": setting({
    kind: duration(),
    default: "30m",
    text: "an ongoing conversation with no message for so long is aborted; `0` never",
  }),
  "conversations.signout": setting({
    kind: duration(),
    default: "10m",
    text: "all of a person's conversations are aborted so long after the last resource signs out, unless the person is back before; `0` never",
  }),
  "conversations.warn": setting({
    kind: duration(),
    default: "60s",
    text: "how long a `/new` that would end an ongoing conversation waits for its confirmation; `0` ends it at once",
  }),
  "conversations.retention": setting({
    kind: duration(),
    default: "30d",
    text: "complete and aborted conversations are deleted after that; `0` at once",
  }),
  // An hour at most: an init system has long lost its patience, and Node's timers wrap at 24 days.
  "shutdown.timeout": setting({
    kind: duration("1h"),
    default: "10s",
    text: "how long draining may take",
  }),
  "ops.listen": setting({
    kind: listenAddress,
    default: "127.0.0.1:9090",
    text: "`/healthz`, `/readyz`, `/metrics` (Prometheus); a port alone is that of 127.0.0.1",
  }),
  "log.level": setting({
    kind: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    default: "info",
    text: "pino's levels; message bodies never above `trace`, secrets and tokens never",
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
