/** As the documentation of better-sse writes it: sessions in channels, and a broadcast for each POST. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Channel, createChannel, createSession } from "better-sse";

const named = new Map<string, Channel>();

function channel(name: string): Channel {
  const found = named.get(name) ?? createChannel();
  named.set(name, found);
  return found;
}

async function subscribe(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const session = await createSession(request, response, { keepAlive: 15_000 });
  session.push("hello", "hello");
  channel(name).register(session);
}

async function publish(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  channel(name).broadcast(text, "message");
  response.writeHead(204).end();
}

const server = createServer((request, response) => {
  const [, what, name = ""] = request.url?.split("/") ?? [];
  void (what === "sub" ? subscribe : publish)(name, request, response);
});
process.once("SIGTERM", () => process.exit(0));
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
