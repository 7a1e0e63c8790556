/** Prosody with its own WebSockets: anonymous people, each with a session. */
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, startProsody } from "../../from-src.ts";
import { ANONYMOUS_DOMAIN } from "../audience/websocket.ts";
import { type Contender, neighbour, numbers } from "./contender.ts";

const SENDER = "sender.localhost";

export async function startWebSockets(parent: string): Promise<Contender> {
  const folder = join(parent, "websockets");
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const secret = randomBytes(16).toString("hex");
  // Settings that the configuration has already are set anew in a file of their own: twice in one file is an error.
  const file = join(folder, "websockets.cfg.lua");
  await writeFile(file, `http_ports = { ${port} }\n`);
  const prosody = await startProsody({
    folder,
    components: { [SENDER]: { secret } },
    config: `Include "${file}"
http_interfaces = { "127.0.0.1" }
consider_websocket_secure = true
VirtualHost "${ANONYMOUS_DOMAIN}"
authentication = "anonymous"
modules_enabled = { "websocket" }`,
  });
  const heads = (count: number) =>
    numbers(count).map(() =>
      [
        "GET /xmpp-websocket HTTP/1.1",
        `Host: ${ANONYMOUS_DOMAIN}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: xmpp",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ].join("\r\n"),
    );
  return {
    title: "Prosody's WebSockets",
    way: { kind: "websocket", port, hello: "" },
    pid: prosody.child?.pid ?? 0,
    tail: prosody.log,
    heads,
    fan: async (count) => ({
      heads: heads(count),
      publishing: { kind: "component", port: prosody.componentPort, domain: SENDER, secret },
    }),
    letters: async (count) => ({
      heads: heads(count),
      letters: numbers(count).map((n) => ({
        from: n,
        to: neighbour(n),
        body: "<message xmlns='jabber:client' to='$TO' type='chat' id='$UUID'><body>$MARK</body></message>",
      })),
    }),
    [Symbol.asyncDispose]: () => prosody.stop(),
  };
}
