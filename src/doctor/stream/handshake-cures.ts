/** The lines that mend a stream that does not open. */
import { isIP } from "node:net";
import type { Config } from "../../config/settings.ts";
import { isConflict, isOwnHost, type Loss } from "../../xmpp/link/link-state.ts";
import { isSampleName } from "../../xmpp/link/sample-name.ts";
import { parentDomain } from "../../xmpp/stream.ts";
import { type Cure, inComponent } from "../finding.ts";
import type { Installed } from "./installed.ts";
import type { Known } from "./known-host.ts";

type Place = Pick<Config["xmpp"], "url" | "domain">;

/** What both servers use unless told otherwise. */
const PORT = "5347";
/** For clients and for other servers, with TLS and without, and for HTTP. */
const FOR_OTHERS = ["5222", "5223", "5269", "5270", "5280", "5281", "5443"];
/** Where that is another program's. */
const FREE_PORT = "5348";

/** What was seen beside the loss. */
export interface Seen {
  /** The server's, where it can be told. */
  readonly name?: Installed["name"] | undefined;
  readonly installed?: Installed | undefined;
  /** What the server has under a domain that it does not know as a component. */
  readonly known?: Known | undefined;
  /** A component that the server has in place of that domain. */
  readonly meant?: string | undefined;
}

export function handshakeCure(loss: Loss, { url, domain }: Place, seen: Seen): Cure | undefined {
  switch (loss.kind) {
    case "unreachable":
      // What is printed for the server cannot help where its machine is not found.
      if (/ENOTFOUND|EAI_AGAIN/.test(loss.detail))
        return atAnother(`xmpp://127.0.0.1:${PORT}`, "the server's address");
      if (seen.installed?.runs === false) return { shell: DOWN[seen.installed.name].shell };
      if (seen.installed?.prepared === true && portOf(url) === PORT) return RESTART;
      // A server that is down says nothing of its ports, but needs these for others than components.
      return FOR_OTHERS.includes(portOf(url))
        ? anotherPort(url, domain)
        : listening(url, domain, addressOf(url, loss.detail));
    case "timeout":
      return loss.phase === "connecting" || portOf(url) === PORT
        ? listening(url, domain, addressOf(url, ""))
        : anotherPort(url, domain);
    case "wrong port":
    case "not xml":
      return anotherPort(url, domain);
    case "closed":
      return loss.phase === "handshaking"
        ? { ejabberd: [`# remove domain_balancing, or "${domain}" below it`] }
        : anotherPort(url, domain);
    case "stream error":
      if (isOwnHost(loss)) return another(url, domain, "accounts");
      if (isConflict(loss)) return newerWins(domain);
      if (loss.condition === "not-authorized") return secret(url, domain);
      return loss.condition === "host-unknown" ? unknown(url, domain, seen) : undefined;
    case "dead":
    case "stopped":
      return undefined;
  }
}

export function newerWins(domain: string): Cure {
  return { prosody: inComponent(`Component "${domain}"`, 'component_conflict_resolve = "kick_old"') };
}

/** Lines of a listener that is there already, or is to be. */
export function inListener(url: string, ...lines: readonly string[]): readonly string[] {
  return [
    "listen:",
    "  -",
    `    port: ${portOf(url)}`,
    "    module: ejabberd_service",
    "    global_routes: false",
    ...lines.map((line) => `    ${line}`),
  ];
}

const SECRET = "the value of xmpp.secret in anteroom.yaml";

const inHosts = (domain: string): readonly string[] => [
  "hosts:",
  `  "${domain}":`,
  `    password: "${SECRET}"`,
];
const component = (domain: string): readonly string[] => [
  `Component "${domain}"`,
  `  component_secret = "${SECRET}"`,
];

function secret(url: string, domain: string): Cure {
  return {
    prosody: ["-- in place of the component_secret that is there:", ...component(domain)],
    ejabberd: [
      `# in the listener that is there. Where its log says "Domain ${domain} is unconfigured",`,
      "# and hosts have Anteroom under another name, make that xmpp.domain in anteroom.yaml instead.",
      ...inListener(url, ...inHosts(domain)),
    ],
  };
}

function declared(
  url: string,
  domain: string,
  when = "unless they are there already",
): Required<Pick<Cure, "prosody" | "ejabberd">> {
  return {
    prosody: [`-- at the end of the file, ${when}:`, ...component(domain)],
    ejabberd: inListener(url, ...inHosts(domain)),
  };
}

/** Where a server that does not start says why. Prosody's log has nothing of a file that it could not read. */
const DOWN: Readonly<
  Record<Installed["name"], { readonly says: string; readonly shell: readonly string[] }>
> = {
  prosody: {
    says: "Prosody does not run at all. prosodyctl check config, or the last lines of /var/log/prosody/prosody.log, say why",
    shell: [
      "sudo prosodyctl check config",
      "sudo tail /var/log/prosody/prosody.log",
      "sudo systemctl restart prosody   # when that is mended",
    ],
  },
  ejabberd: {
    says:
      "ejabberd does not run at all. The last lines of /var/log/ejabberd/error.log say why: a mistake in any of its files " +
      "stops it",
    shell: [
      "sudo tail -n 5 /var/log/ejabberd/error.log",
      "sudo systemctl restart ejabberd   # when that is mended",
    ],
  },
};

export function downText(url: string, { name }: Installed): string {
  return `nothing listens on ${new URL(url).host}, nor on the ports for clients and for other servers: ${DOWN[name].says}`;
}

// The script of Debian 12 for systems without systemd says that it has restarted Prosody, and has not.
const RESTART: Cure = {
  shell: [
    "sudo systemctl restart prosody",
    "sudo sh -c 'prosodyctl stop; service prosody start'   # where there is no systemd",
  ],
};

/** Prosody refuses a file in which one name is a VirtualHost and a Component; a second Component takes the first one's place. */
function unknown(url: string, domain: string, { known = "cannot be told", meant }: Seen): Cure {
  if (known === "accounts" || known === "service") return another(url, domain, known);
  const sample = isSampleName(domain);
  if (meant !== undefined) {
    return {
      anteroom: ["xmpp:", `  domain: ${meant}   # if this Component of the server's is Anteroom's`],
      ...(!sample && declared(url, domain, `if xmpp.domain is to be ${domain}`)),
    };
  }
  if (sample)
    return { anteroom: ["xmpp:", "  domain: help.YOUR.DOMAIN", "rooms:", "  service: rooms.YOUR.DOMAIN"] };
  return known === "cannot be told" && isLikelyOfAccounts(domain)
    ? another(url, domain, "accounts")
    : declared(url, domain);
}

/** A domain such as shop.example has no label in front of the one that people sign in at. */
const isLikelyOfAccounts = (domain: string): boolean =>
  domain.split(".").length === 2 && !domain.endsWith(".localhost");

/** The domain is the server's own: Anteroom gets a subdomain that nobody has. */
function another(url: string, domain: string, known: "accounts" | "service"): Cure {
  const host = known === "accounts" ? domain : parentDomain(domain);
  const found = [`help.${host}`, `anteroom.${host}`].find((one) => one !== domain) ?? `help.${domain}`;
  return { anteroom: ["xmpp:", `  domain: ${found}`], ...declared(url, found) };
}

/** Prosody opens its port for components where there is one that has a secret, and not before. */
function listening(url: string, domain: string, address: string): Cure {
  const port = portOf(url);
  const { prosody } = declared(url, domain);
  return {
    prosody: [
      "-- above the first VirtualHost and Component, in place of lines that set the same:",
      `component_ports = { ${port} }`,
      `component_interfaces = { "${address}" }`,
      ...prosody,
    ],
    ejabberd: [
      "# where these lines are there already, and included, ejabberd listens when it is restarted.",
      ...inListener(url, `ip: "${address === "*" ? "0.0.0.0" : address}"`, ...inHosts(domain)),
    ],
  };
}

/** Something else has the port: the server's port for clients, or a program that is no XMPP server. */
function anotherPort(url: string, domain: string): Cure {
  if (portOf(url) !== PORT) return atAnother(withPort(url, PORT), "the server's port for components");
  const moved = withPort(url, FREE_PORT);
  return { ...atAnother(moved, "a port that is free"), ...listening(moved, domain, addressOf(url, "")) };
}

const atAnother = (url: string, which: string): Cure => ({
  anteroom: ["xmpp:", `  url: ${url}   # ${which}`],
});

const withPort = (url: string, port: string): string => url.replace(/:\d+$/, `:${port}`);

/** Where the server has to listen. An error of Node names the address that a name of a host stands for. */
function addressOf(url: string, detail: string): string {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) > 0) return host;
  if (host === "localhost") return "127.0.0.1";
  const tried = /\bE[A-Z]+ (\S+):\d+/.exec(detail)?.[1] ?? "";
  return isIP(tried) > 0 ? tried : "*";
}

function portOf(url: string): string {
  return new URL(url).port || PORT;
}
