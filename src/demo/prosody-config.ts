/**
 * The text of a Prosody configuration (0.12 and 13) for a server of our own: the demo's and the tests'. Plain text
 * on loopback, no TLS, no other servers. `prosody/` holds what to copy for a real one.
 */

export interface ComponentOptions {
  readonly secret: string;
  /** What happens to a second connection: it takes over, or is refused. Prosody's own default refuses. */
  readonly conflict?: "kick_old" | "kick_new";
  /** Further lines for this component. */
  readonly config?: string;
}

export interface ProsodyOptions {
  /** The domain of the accounts, `localhost` by default. */
  readonly domain?: string;
  /** By domain. */
  readonly components?: Readonly<Record<string, ComponentOptions>>;
  /** A MUC service at `conference.` below the domain, in which only the components' `rooms` bot makes rooms. */
  readonly muc?: boolean;
  /** Further global lines, say `smacks_hibernation_time = 4`. */
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
  // Some clients (profanity) offer the commands of others only where their own server has commands.
  "adhoc",
];

export function prosodyConfig(options: ProsodyOptions, place: ProsodyPlace): string {
  const domain = options.domain ?? DEFAULT_DOMAIN;
  const components = Object.entries(options.components ?? {});
  const global = [
    "daemonize = false",
    ...(place.runAsRoot ? ["run_as_root = true"] : []),
    // no pidfile: a relative one is looked up in data_path, which the first start has not made yet
    `data_path = ${luaString(place.dataPath)}`,
    `interfaces = { ${place.interfaces.map(luaString).join(", ")} }`,
    `component_interfaces = { ${place.interfaces.map(luaString).join(", ")} }`,
    `c2s_ports = { ${place.c2sPort} }`,
    "c2s_direct_tls_ports = {}",
    `component_ports = { ${place.componentPort} }`,
    "s2s_ports = {}",
    "http_ports = {}",
    "https_ports = {}",
    `modules_enabled = { ${MODULES.map(luaString).join(", ")} }`,
    'modules_disabled = { "s2s", "tls" }',
    // As `prosody/` advises: a stanza for a component that has not answered the one before would wait for a delayed
    // acknowledgement, up to 40 ms.
    "network_settings = { nagle = false }",
    "c2s_require_encryption = false",
    "allow_unencrypted_plain_auth = true",
    'authentication = "internal_plain"',
    'storage = "internal"',
    'log = { info = "*console" }',
    options.config ?? "",
    `VirtualHost ${luaString(domain)}`,
  ];
  return `${[...global, ...(options.muc ? mucLines(domain, components) : []), ...components.flatMap(componentLines)].join("\n")}\n`;
}

/** Why each line: `prosody/prosody.cfg.lua`. */
function mucLines(domain: string, components: readonly (readonly [string, ComponentOptions])[]): string[] {
  return [
    `Component ${luaString(`conference.${domain}`)} "muc"`,
    "restrict_room_creation = true",
    `admins = { ${components.map(([name]) => luaString(`rooms@${name}`)).join(", ")} }`,
    "muc_room_cache_size = 10000",
    "muc_room_default_history_length = 0",
    "muc_tombstones = false",
  ];
}

function componentLines([name, options]: readonly [string, ComponentOptions]): string[] {
  return [
    `Component ${luaString(name)}`,
    `component_secret = ${luaString(options.secret)}`,
    `component_conflict_resolve = ${luaString(options.conflict ?? "kick_new")}`,
    options.config ?? "",
  ];
}

/** A string in Lua's own spelling: characters that could end it or the line are written as decimal escapes. */
export function luaString(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}]/gu, (c) => `\\${String(c.charCodeAt(0)).padStart(3, "0")}`);
  return `"${escaped}"`;
}

/**
 * Where Prosody's internal storage looks for an account, below the data path, and what it finds there. It reads the
 * file at each sign-in, so accounts can be added to a server that runs.
 */
export function accountFile(domain: string, user: string, password: string): { path: string; text: string } {
  return {
    path: `${encode(domain)}/accounts/${encode(user)}.dat`,
    text: `return {\n\t["password"] = ${luaString(password)};\n};\n`,
  };
}

/** Every byte but ASCII letters and digits as `%xx`: Prosody's `util.datamanager`. */
function encode(name: string): string {
  return [...Buffer.from(name, "utf8")]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9]/.test(char) ? char : `%${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
}
