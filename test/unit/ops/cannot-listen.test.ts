/** An address that cannot be listened on is told with a line that can be. */
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../../src/config/load.ts";
import { examineListening } from "../../../src/doctor/listening.ts";
import { cannotListen, explainCannotListen, otherListen } from "../../../src/ops/cannot-listen.ts";
import { isTaken, tryToListen } from "../../../src/ops/who-listens.ts";
import { patientEnv } from "../../support/under-test/doctor.ts";

const failed = (code: string) => Object.assign(new Error(code), { code });

/** Listens on a port and the next one, as a program that takes both. */
async function takeTwo(): Promise<number> {
  for (;;) {
    const first = createServer();
    first.listen(0, "127.0.0.1");
    await once(first, "listening");
    onTestFinished(() => void first.close());
    const { port } = first.address() as { port: number };
    const second = createServer();
    second.listen(port + 1, "127.0.0.1");
    const error = await Promise.race([
      once(second, "listening").then(() => undefined),
      once(second, "error"),
    ]);
    onTestFinished(() => void second.close());
    if (error === undefined) return port;
  }
}

test("the port in the line of serve, and in that of doctor, is free", async () => {
  const listen = { host: "127.0.0.1", port: await takeTwo() };
  const error = await tryToListen(listen);
  expect(isTaken(error)).toBe(true);
  const { message } = await explainCannotListen("ops.listen", listen, error);
  const line = /ops: \{listen: \S+\}/.exec(message)?.[0] ?? "";
  const env = { ANTEROOM_OPS_LISTEN: `127.0.0.1:${listen.port}` };
  const examined = await examineListening(loadConfig({ env: patientEnv({ env }), cwd: "/nonexistent" }));
  const lines = examined.findings[0]?.cure?.anteroom?.join("\n") ?? "";
  for (const given of [line, lines]) {
    const config = loadConfig({
      env: patientEnv({ env: { ANTEROOM_OPS_LISTEN: parse(given).ops.listen } }),
      cwd: "/nonexistent",
    });
    expect(config.ops.listen.port).toBeGreaterThan(listen.port + 1);
    expect(await tryToListen(config.ops.listen)).toBeUndefined();
  }
});

test.each([
  ["EADDRINUSE", "::1", 9090, "[::1]:9091"],
  ["EACCES", "0.0.0.0", 80, "0.0.0.0:8080"],
  ["EACCES", "127.0.0.1", 443, "127.0.0.1:8443"],
  ["EADDRNOTAVAIL", "192.0.2.7", 8080, "127.0.0.1:8080"],
] as const)("%s on %s, port %d, leads to %s, as YAML reads it", (code, host, port, other) => {
  const error = failed(code);
  expect(parse(otherListen({ host, port }, error))).toBe(other);
  const { message } = cannotListen("http.listen", { host, port }, error);
  const line = /http: \{listen: \S+\}/.exec(message)?.[0] ?? "";
  expect(parse(line)).toEqual({ http: { listen: other } });
});
