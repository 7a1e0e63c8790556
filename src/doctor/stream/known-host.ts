/**
 * Whether the server itself has a domain of which it says, to a component, only that it is none of its components. Other
 * ports tell: a stream of a client opens to a host of accounts alone, one of a server also to a service (RFC 6120 §4.9.3.6).
 * And the port for components tells whether another name that may have been meant is one of them.
 */
import { connect } from "node:net";
import { parentDomain } from "../../xmpp/stream.ts";
import type { Software } from "./software.ts";

/** `accounts`: people sign in there. `service`: one of the server's own, say its MUC service. `cannot be told`: nothing answers. */
export type Known = "accounts" | "service" | "nothing" | "cannot be told";

// The ports of both servers unless told otherwise (RFC 6120 §14.7).
export const CLIENTS = { port: 5222, namespace: "jabber:client" };
export const SERVERS = { port: 5269, namespace: "jabber:server" };

const COMPONENTS = "jabber:component:accept";

// A server of the same machine answers in milliseconds.
const ANSWER_MS = 2_000;
const MOST_BYTES = 4_096;

/** Never rejects. `url`: that of the components. */
export async function knownHost(url: string, domain: string): Promise<Known> {
  const host = hostOf(url);
  const [clients, servers] = await Promise.all([opens(host, domain, CLIENTS), opens(host, domain, SERVERS)]);
  if (clients === true) return "accounts";
  if (servers === true) return "service";
  return clients === false || servers === false ? "nothing" : "cannot be told";
}

/**
 * The component that Prosody has in place of `domain`, where that is misspelt: the same name, or README's, beside the MUC
 * service or below the same host. ejabberd accepts any name at first. Never rejects.
 */
export async function meantComponent(
  url: string,
  domain: string,
  rooms: string | undefined,
): Promise<string | undefined> {
  const hosts = [parentDomain(domain), ...(rooms === undefined ? [] : [parentDomain(rooms)])];
  const labels = [domain.slice(0, domain.indexOf(".")), "help"];
  const names = [...new Set(hosts.flatMap((host) => labels.map((label) => `${label}.${host}`)))];
  const place = componentsAt(url);
  const known = await Promise.all(
    names.map((name) => (name === domain ? false : opens(hostOf(url), name, place))),
  );
  return names.find((_, index) => known[index]);
}

/** `undefined`: nothing answers. Prosody refuses a name that it does not have, ejabberd waits for the secret. Never rejects. */
export async function softwareByName(url: string): Promise<Software["name"] | undefined> {
  const opened = await opens(hostOf(url), NOBODY, componentsAt(url));
  return opened === undefined ? undefined : opened ? "ejabberd" : "prosody";
}

// No server may have it (RFC 2606).
const NOBODY = "anteroom-doctor.invalid";

const componentsAt = (url: string) => ({ port: Number(new URL(url).port || 5347), namespace: COMPONENTS });

export const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");

/** `undefined`: no XMPP server answers there. */
function opens(
  host: string,
  domain: string,
  { port, namespace }: typeof CLIENTS,
): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect({ host, port });
    const end = (answer: boolean | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => end(undefined));
    socket.on("error", () => end(undefined));
    socket.on("close", () => end(undefined));
    socket.on("connect", () => {
      socket.write(
        `<?xml version='1.0'?><stream:stream xmlns='${namespace}' xmlns:stream='http://etherx.jabber.org/streams' ` +
          `to='${domain}' version='1.0'>`,
      );
    });
    socket.on("data", (bytes) => {
      said += bytes.toString("latin1");
      if (said.includes("host-unknown")) end(false);
      else if (said.includes("stream:features")) end(true);
      // A component gets no features, and a refusal begins with an empty id.
      else if (namespace === COMPONENTS && /<stream:stream[^>]* id=["'][^"']/.test(said)) end(true);
      else if (said.length > MOST_BYTES || said.includes("stream:error")) end(undefined);
    });
  });
}
