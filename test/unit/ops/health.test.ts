import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { Health } from "../../../src/ops/health.ts";
import { createLog } from "../../../src/ops/log.ts";
import { createMetrics } from "../../../src/ops/metrics.ts";

async function started(
  waiting: readonly string[] = [],
  fail = false,
  forBrowsers: readonly string[] | undefined = undefined,
) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const { registry } = createMetrics();
  if (fail) registry.metrics = () => Promise.reject(new Error("no numbers"));
  const state = { waiting, forBrowsers };
  const health = new Health({
    listen: { host: "127.0.0.1", port: 0 },
    readiness: async () => ({
      lease: !state.waiting.includes("lease"),
      stream: !state.waiting.includes("stream"),
      forStream: state.waiting,
      forBrowsers: state.forBrowsers,
    }),
    registry,
    log: createLog({ level: "info", instance: "one", domain: "help.example.org", destination }),
  });
  await health.start();
  const { host, port } = health.address;
  return {
    state,
    lines,
    health,
    url: `http://${host}:${port}`,
    /** Sends bytes as they are and gives all that comes back until the server closes, with a reset if it likes. */
    raw: async (bytes: string) => {
      const socket = connect(port, host);
      await once(socket, "connect");
      let answer = "";
      socket.setEncoding("utf8").on("data", (more: string) => {
        answer += more;
      });
      const closed = new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
      socket.end(bytes);
      await closed;
      return answer;
    },
    [Symbol.asyncDispose]: () => health.stop(),
  };
}

describe("the health pages", () => {
  test("/healthz says that the process is alive, whether it is ready or not", async () => {
    await using page = await started(["stream"]);
    const response = await fetch(`${page.url}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, "alive\n"]);
  });

  test("/readyz answers 503 with what is missing, then 200, and always tells of lease and stream", async () => {
    await using page = await started(["stream"]);
    const waiting = await fetch(`${page.url}/readyz`);
    const missing = { ready: false, lease: true, stream: false, waitingFor: ["stream"] };
    expect([waiting.status, await waiting.json()]).toEqual([503, missing]);
    page.state.waiting = [];
    const ready = await fetch(`${page.url}/readyz?verbose`);
    const whole = { ready: true, lease: true, stream: true, waitingFor: [] };
    expect([ready.status, await ready.json()]).toEqual([200, whole]);
  });

  test("/readyz asks for browsers where they are served, /readyz?for=stream for the stream everywhere", async () => {
    await using page = await started(["lease", "stream"], false, []);
    const ready = async (path: string) => {
      const response = await fetch(`${page.url}${path}`);
      return [response.status, await response.json()];
    };
    const standby = { gateway: true, lease: false, stream: false };
    expect(await ready("/readyz")).toEqual([200, { ready: true, ...standby, waitingFor: [] }]);
    const missing = { ready: false, ...standby, waitingFor: ["lease", "stream"] };
    expect(await ready("/readyz?verbose&for=stream")).toEqual([503, missing]);
    page.state.waiting = [];
    page.state.forBrowsers = ["database"];
    const held = { gateway: false, lease: true, stream: true };
    expect(await ready("/readyz")).toEqual([503, { ready: false, ...held, waitingFor: ["database"] }]);
    expect(await ready("/readyz?for=stream")).toEqual([200, { ready: true, ...held, waitingFor: [] }]);
  });

  test("/metrics is in Prometheus's format", async () => {
    await using page = await started();
    const response = await fetch(`${page.url}/metrics`);
    expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    expect(await response.text()).toContain("# TYPE anteroom_lease_held gauge");
  });

  test("HEAD answers like GET, without the page", async () => {
    await using page = await started(["stream"]);
    const response = await fetch(`${page.url}/readyz`, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([503, ""]);
  });

  test.each(["/", "/healthz/", "/../metrics", "//healthz", "/HEALTHZ", "/%00", `/${"x".repeat(4000)}`])(
    "there is no page %s",
    async (path) => {
      await using page = await started();
      expect((await page.raw(`GET ${path} HTTP/1.0\r\n\r\n`)).split(" ")[1]).toBe("404");
    },
  );

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])(
    "%s is refused, and what is allowed is named",
    async (method) => {
      await using page = await started();
      const response = await fetch(`${page.url}/healthz`, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    },
  );

  test("the body of a request is not waited for", async () => {
    await using page = await started();
    const response = await fetch(`${page.url}/healthz`, { method: "POST", body: "x".repeat(100_000) });
    expect([response.status, response.headers.get("connection")]).toEqual([405, "close"]);
  });

  test.each([
    ["no HTTP at all", "hello\r\n\r\n"],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["headers without end", `GET /healthz HTTP/1.1\r\nx: ${"y".repeat(100_000)}`],
    ["two lengths", "GET /healthz HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"],
    [
      "a length and chunks",
      "GET /healthz HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
    ],
    ["CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nhost: a\r\n\r\n"],
    ["half a request", "GET /heal"],
  ])("%s harms nothing", async (_, bytes) => {
    await using page = await started();
    expect(await page.raw(bytes)).not.toMatch(/^HTTP\/1.1 200/);
    expect((await fetch(`${page.url}/healthz`)).status).toBe(200);
  });

  test("a page that fails says so, and only the log has the reason", async () => {
    await using page = await started([], true);
    const response = await fetch(`${page.url}/metrics`);
    expect([response.status, await response.text()]).toEqual([500, "failed; see the log\n"]);
    expect(page.lines.join("")).toContain("no numbers");
  });

  test("an address in use is reported together with its setting", async () => {
    await using page = await started();
    const { registry } = createMetrics();
    const log = createLog({ level: "silent", instance: "one", domain: "help.example.org" });
    const readiness = async () => ({ lease: false, stream: false, forStream: [], forBrowsers: undefined });
    const second = new Health({ listen: page.health.address, readiness, registry, log });
    const { port } = page.health.address;
    await expect(second.start()).rejects.toThrow(
      new RegExp(`^ops\\.listen: cannot listen on 127\\.0\\.0\\.1:${port} .*another ops\\.listen$`),
    );
    await second.stop();
  });

  test("a stop does not wait for open connections, busy or silent, and may be repeated", async () => {
    const page = await started();
    const { host, port } = page.health.address;
    const silent = connect(port, host);
    await once(silent, "connect");
    const asking = connect(port, host);
    asking.write("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
    // Connections are accepted in their order: once this one is answered, the silent one is accepted too.
    await once(asking, "data");
    const closed = Promise.all([once(silent, "close"), once(asking, "close")]);
    await page.health.stop();
    await closed;
    await page.health[Symbol.asyncDispose]();
  });
});
