/**
 * The configuration of a private Prosody (0.12 or 13) for the demo and the tests: unencrypted on loopback, and not
 * connected to other servers. What Anteroom needs is not written here: it is `prosody/anteroom.cfg.lua`, which deployers
 * copy, with other names.
 */
import { readFileSync } from "node:fs";

const SHIPPED = readFileSync(new URL("../../prosody/anteroom.cfg.lua", import.meta.url), "utf8");

export interface ComponentOptions {
  readonly secret: string;
  /** Whether a second connection takes over or is refused. Prosody's default refuses it. */
  readonly conflict?: "kick_old" | "kick_new";
  /** Further lines for this component. */
  readonly config?: string;
}

export interface ProsodyOptions {
  /** The domain of the accounts; `localhost` by default. */
  readonly domain?: string;
  /** By domain. */
  readonly components?: Readonly<Record<string, ComponentOptions>>;
  /** Adds a MUC service at `conference.` below the domain, in which only the components' `rooms` bot may create rooms. */
  readonly muc?: boolean;
  /** Further global lines, for example `smacks_hibernation_time = 4`. */
  readonly config?: string;
}

export interface ProsodyPlace {
  readonly dataPath: string;
  readonly interfaces: readonly string[];
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly runAsRoot: boolean;
}

export const DEFAULT_DOMAIN = "localhost";

const MODULES = [
  "roster",
  "saslauth",
  "disco",
  "ping",
  "smacks",
  "carbons",
  "csi_simple",
  "pep",
  "vcard4",
  "vcard_legacy",
  "blocklist",
  "bookmarks",
  "time",
  "version",
  // Some clients (profanity) offer other entities' commands only if their own server has commands.
  "adhoc",
];

export function prosodyConfig(options: ProsodyOptions, place: ProsodyPlace): string {
  const { domain = DEFAULT_DOMAIN, components = {} } = options;
  const interfaces = place.interfaces.map(luaString).join(", ");
  const [everywhere = "", rooms = "", component = ""] = SHIPPED.split(/^(?=Component )/m);
  const lines = [
    "daemonize = false",
    ...(place.runAsRoot ? ["run_as_root = true"] : []),
    // No pidfile: a relative one is looked up in data_path, which does not exist before the first start.
    `data_path = ${luaString(place.dataPath)}`,
    `interfaces = { ${interfaces} }`,
    `c2s_ports = { ${place.c2sPort} }`,
    "c2s_direct_tls_ports = {}",
    "s2s_ports = {}",
    "http_ports = {}",
    "https_ports = {}",
    `modules_enabled = { ${MODULES.map(luaString).join(", ")} }`,
    'modules_disabled = { "s2s", "tls" }',
    "c2s_require_encryption = false",
    "allow_unencrypted_plain_auth = true",
    'authentication = "internal_plain"',
    'storage = "internal"',
    'log = { info = "*console" }',
    filled(everywhere, {
      "component_ports = { 5347 }": `component_ports = { ${place.componentPort} }`,
      'component_interfaces = { "127.0.0.1" }': `component_interfaces = { ${interfaces} }`,
    }),
    // Only what is above the first heading is global.
    options.config ?? "",
    ...(options.muc ? [roomsLines(rooms, domain, Object.keys(components))] : []),
    ...Object.entries(components).flatMap(([name, { secret, conflict = "kick_new", config = "" }]) => [
      filled(component, {
        '"help.example.org"': luaString(name),
        '"a long secret in ASCII"': luaString(secret),
        '"kick_old"': luaString(conflict),
      }),
      config,
    ]),
    `VirtualHost ${luaString(domain)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function roomsLines(rooms: string, domain: string, components: readonly string[]): string {
  return filled(rooms, {
    '"rooms.example.org"': luaString(`conference.${domain}`),
    '"rooms@help.example.org"': components.map((name) => luaString(`rooms@${name}`)).join(", "),
  });
}

/** Throws an error where the file no longer has what is to be replaced. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((done, [from, to]) => {
    if (!done.includes(from)) throw new Error(`prosody/anteroom.cfg.lua lacks ${from}`);
    return done.replaceAll(from, () => to);
  }, text);
}

/** Quotes a string for Lua. Characters that could end the string or the line become decimal escapes. */
export function luaString(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}]/gu, (c) => `\\${String(c.charCodeAt(0)).padStart(3, "0")}`);
  return `"${escaped}"`;
}

/**
 * The path and content of an account's file in Prosody's internal storage, below the data path. Prosody reads the file at
 * each sign-in, so accounts can be added while the server runs.
 */
export function accountFile(domain: string, user: string, password: string): { path: string; text: string } {
  return {
    path: `${encode(domain)}/accounts/${encode(user)}.dat`,
    text: `return {\n\t["password"] = ${luaString(password)};\n};\n`,
  };
}

/** Encodes every byte but ASCII letters and digits as `%xx`, like Prosody's `util.datamanager`. */
function encode(name: string): string {
  return [...Buffer.from(name, "utf8")]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9]/.test(char) ? char : `%${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
}
