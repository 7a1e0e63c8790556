/**
 * Whether the server itself has a domain of which it says, to a component, only that it is none of its components. Other
 * ports tell: a stream of a client opens to a host of accounts alone, one of a server also to a service (RFC 6120 §4.9.3.6).
 */
import { connect } from "node:net";

/** `accounts`: people sign in there. `service`: one of the server's own, say its MUC service. `cannot be told`: nothing answers. */
export type Known = "accounts" | "service" | "nothing" | "cannot be told";

// The ports of both servers unless told otherwise (RFC 6120 §14.7).
const CLIENTS = { port: 5222, namespace: "jabber:client" };
const SERVERS = { port: 5269, namespace: "jabber:server" };

// A server of the same machine answers in milliseconds.
const ANSWER_MS = 2_000;
const MOST_BYTES = 4_096;

/** Never rejects. `url`: that of the components. */
export async function knownHost(url: string, domain: string): Promise<Known> {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  const [clients, servers] = await Promise.all([opens(host, domain, CLIENTS), opens(host, domain, SERVERS)]);
  if (clients === true) return "accounts";
  if (servers === true) return "service";
  return clients === false || servers === false ? "nothing" : "cannot be told";
}

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
      else if (said.length > MOST_BYTES || said.includes("stream:error")) end(undefined);
    });
  });
}
