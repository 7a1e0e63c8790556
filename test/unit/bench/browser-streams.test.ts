import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Stream } from "../../../bench/streams/audience/stream.ts";
import { frame } from "../../../bench/streams/audience/websocket.ts";

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A server that lets the test write into the sockets of its clients. */
async function serve(): Promise<{ port: number; next(): Promise<{ socket: Socket; head: string }> }> {
  const waiting: ((it: { socket: Socket; head: string }) => void)[] = [];
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (head) => waiting.shift()?.({ socket, head: String(head) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return { port, next: () => new Promise((resolve) => waiting.push(resolve)) };
}

const HELLO = "HTTP/1.1 200 OK\r\n\r\nid: e.1\nevent: hello\ndata: {}\n\n";

test("a mark that comes in two pieces is heard once, and an opened-again stream names the last id", async () => {
  const { port, next } = await serve();
  const marks: number[] = [];
  let heard = () => {};
  const both = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const stream = new Stream(0, { kind: "events", port, hello: "event: hello" }, "GET /stream HTTP/1.1", {
    onMark: (_, mark) => marks.push(mark) === 2 && heard(),
    onEnd: () => {},
  });
  const first = next();
  const opened = stream.open();
  const { socket, head } = await first;
  expect(head).not.toContain("Last-Event-ID");
  socket.write(HELLO);
  await opened;
  socket.write('id: e.2\ndata: "~4', () => socket.write('1~"\n\nid: e.3\ndata: "~42~"\n\n'));
  await both;
  expect(marks).toEqual([41, 42]);
  stream.close();
  const second = next();
  const again = stream.open();
  const back = await second;
  expect(back.head).toContain("\r\nLast-Event-ID: e.3\r\n");
  back.socket.write(HELLO);
  await again;
  stream.close();
});

test("a stream that is refused tells what the server said", async () => {
  const { port, next } = await serve();
  const stream = new Stream(3, { kind: "events", port, hello: "event: hello" }, "GET /stream HTTP/1.1", {
    onMark: () => {},
    onEnd: () => {},
  });
  const first = next();
  const opened = stream.open();
  (await first).socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
  await expect(opened).rejects.toThrow("404 Not Found");
});

test.each([
  [5, "\x81\x85\0\0\0\0"],
  [300, "\x81\xfe\x01\x2c\0\0\0\0"],
])("a WebSocket frame of %i characters has its length before its mask", (length, head) => {
  expect(frame("x".repeat(length))).toBe(`${head}${"x".repeat(length)}`);
});
