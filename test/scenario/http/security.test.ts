/** What the contract's "Limits and security" promises of every request and every answer. */
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { type Asked, BOT, startHttp, tellBot } from "../../support/gateway/http.ts";
import { signLogin } from "../../support/gateway/identity.ts";

const BASE = "/nereid-chat";
const SECURITY = {
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  vary: "Origin",
};

test("every answer carries the security headers, and every error is a problem document", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token } = await gateway.login("ann");
  const asked: readonly (readonly [string, Asked, number])[] = [
    ["/token", { method: "POST" }, 200],
    ["/openapi.json", {}, 200],
    ["/threads", { token }, 200],
    ["/nothing", { token }, 404],
    ["/token", {}, 405],
    ["/threads", {}, 401],
    ["/history", { token }, 400],
    ["/send-message", { token, body: "{", headers: { "content-type": "application/json" } }, 400],
    ["/send-message", { token, body: "<a/>", headers: { "content-type": "text/xml" } }, 415],
    ["/send-message", { token, json: { text: "x".repeat(70_000) } }, 413],
    ["/threads", { token, headers: { origin: "https://evil.example" } }, 403],
    ["/stream/%ff", {}, 400],
    ["/poll", {}, 404],
    ["/upload", { token, json: {} }, 400],
    ["/presence", { token, json: { available: false } }, 204],
  ];
  for (const [path, init, status] of asked) {
    const answer = await gateway.ask(path, init);
    expect([path, answer.status]).toEqual([path, status]);
    expect(Object.fromEntries(answer.headers)).toMatchObject(SECURITY);
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    if (status < 400) continue;
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ type: "about:blank", title: expect.any(String), status });
  }
});

test("the log names a page and a login that were refused, once, with the setting; a flood of them does not fill it", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const told = (msg: string) => gateway.log.lines.all.filter((line) => line.msg === msg);
  const login = await signLogin("ann");
  const forged = `${login.slice(0, login.lastIndexOf("."))}.${"A".repeat(43)}`;
  for (let i = 0; i < 8; i++) {
    const page = { headers: { origin: "http://127.0.0.1:8080" } };
    expect((await gateway.ask("/stream", page)).status).toBe(403);
    expect((await gateway.ask("/token", { method: "POST", token: forged })).status).toBe(401);
  }
  expect(told("a page was refused")).toMatchObject([
    { level: "warn", reason: "http://127.0.0.1:8080 is not among http.origins", cure: expect.any(String) },
  ]);
  expect(told("a login was refused")).toMatchObject([
    { level: "warn", reason: "its signature does not fit http.jwt.secret" },
  ]);
  for (let i = 0; i < 100; i++) await gateway.ask("/stream", { headers: { origin: `https://${i}.example` } });
  await gateway.ask("/stream", { headers: { origin: "ring 555-0100" } });
  expect(told("a page was refused").length).toBeLessThan(10);
  for (const part of [...login.split("."), "555"])
    expect(JSON.stringify(gateway.log.lines.all)).not.toContain(part);
});

test("what is no HTTP gets a problem document too, and no other request is harmed", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  for (const [bytes, status] of [
    ["GET / HTTP/1.1\r\nbad header\r\n\r\n", 400],
    [`GET ${BASE}/threads HTTP/1.1\r\n\r\n`, 400],
    [`GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ["\u0000\u0001\u0002\r\n\r\n", 400],
    ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400],
    ["GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400],
  ] as const) {
    await using connection = gateway.connect();
    const text = await connection.write(bytes).until((so) => so.includes("}"));
    expect(text.split("\r\n", 1)[0]).toContain(` ${status} `);
    expect(text).toContain("application/problem+json");
    expect(text.toLowerCase()).toContain("x-content-type-options: nosniff");
  }
  expect((await gateway.ask("/openapi.json")).status).toBe(200);
});

test("what is no HTTP, behind a request whose answer has begun, ends the connection and is written into no answer", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { stream } = await gateway.visit();
  for (const [request, answered, rubbish] of [
    [`GET ${BASE}/stream/${stream} HTTP/1.1\r\nHost: a\r\n\r\n`, "event: hello", "\u0000\r\n\r\n"],
    [`POST ${BASE}/none HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`, "}", "no length\r\n"],
  ] as const) {
    await using connection = gateway.connect();
    await connection.write(request).until((text) => text.includes(answered));
    const text = await connection.write(rubbish).end();
    expect(text.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1);
  }
});

test("what is no HTTP, behind a whole request that is under way, is not answered in place of that", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token, stream } = await gateway.visit();
  const headers = `Host: a\r\nAuthorization: Bearer ${token}`;
  for (const request of [`GET ${BASE}/threads`, `GET ${BASE}/stream/${stream}`]) {
    await using connection = gateway.connect();
    expect(await connection.write(`${request} HTTP/1.1\r\n${headers}\r\n\r\nrubbish\r\n\r\n`).end()).toBe("");
  }
  await using connection = gateway.connect();
  const broken = `POST ${BASE}/read HTTP/1.1\r\n${headers}\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n`;
  expect(await connection.write(broken).end()).toMatch(/^HTTP\/1\.1 4/);
});

test("a foreign origin is refused before anything is done: no token for its visitors", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", "https://www.example.org."]) {
    for (const [path, method] of [
      ["/token", "POST"],
      ["/token", "OPTIONS"],
      ["/stream", "GET"],
      ["/openapi.json", "GET"],
    ] as const) {
      const answer = await gateway.ask(path, { method, headers: { origin } });
      expect([origin, method, answer.status]).toEqual([origin, method, 403]);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  }
  expect(await database.query("select from person")).toEqual([]);
  const own = await gateway.ask("/token", {
    method: "POST",
    headers: { origin: `http://127.0.0.1:${gateway.port}` },
  });
  expect(own.status).toBe(200);
});

test("a page of a listed origin may read every answer, errors and streams as well", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const origin = "https://www.example.org";
  for (const [path, init] of [
    ["/token", { method: "POST" }],
    ["/threads", {}],
    ["/nothing", {}],
    ["/stream", {}],
    ["/send-message", { method: "PUT" }],
    ["/%zz", {}],
  ] as const) {
    const answer = await gateway.ask(path, { ...init, headers: { origin } });
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    expect(answer.headers.get("access-control-expose-headers")).toBe("retry-after");
    expect(answer.headers.get("vary")).toBe("Origin");
  }
  const preflight = await gateway.ask("/send-message", {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    },
  });
  expect(preflight.status).toBe(204);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type, last-event-id, accept",
    "access-control-max-age": "7200",
  });
});

test("another method than those of the table is 405, and Allow names them", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  for (const [path, method, allow] of [
    ["/token", "GET", "POST, DELETE"],
    ["/token", "HEAD", "POST, DELETE"],
    ["/send-message", "PUT", "POST"],
    ["/history", "PATCH", "GET, DELETE"],
    ["/stream", "POST", "GET"],
    [`/poll/${randomUUID()}`, "DELETE", "GET"],
    ["/threads", "PROPFIND", "GET"],
    ["/openapi.json", "OPTIONS", "GET"],
  ] as const) {
    const answer = await gateway.ask(path, { method });
    expect([path, method, answer.status, answer.headers.get("allow")]).toEqual([path, method, 405, allow]);
  }
});

test("only JSON and forms are read, up to 64 KiB", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token } = await gateway.login("ann");
  const send = (type: string | undefined, body: string) =>
    gateway.ask("/send-message", {
      token,
      body: new TextEncoder().encode(body),
      method: "POST",
      ...(type !== undefined && { headers: { "content-type": type } }),
    });
  const message = JSON.stringify({ members: [BOT], text: "hello" });
  for (const type of [
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-json",
    "*/*",
    "",
    undefined,
  ]) {
    expect([type, (await send(type, message)).status]).toEqual([type, 415]);
  }
  expect((await send("application/json; charset=utf-8", message)).status).toBe(202);
  expect((await send("Application/JSON", message)).status).toBe(202);
  const full = (length: number) => `{"members":["${BOT}"],"text":"${"x".repeat(length - 46)}"}`;
  expect(Buffer.byteLength(full(65_536))).toBe(65_536);
  expect((await send("application/json", full(65_536))).status).toBe(202);
  expect((await send("application/json", full(65_537))).status).toBe(413);
  expect((await send("application/json", '{"text":"\xff')).status).toBe(400);
});

test("a body without end is cut off at 64 KiB, however it is sent", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token } = await gateway.login("ann");
  await using connection = gateway.connect();
  connection.write(
    `POST ${BASE}/send-message HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const chunk = `1000\r\n${"x".repeat(4096)}\r\n`;
  for (let n = 0; n < 40 && !connection.text.includes(" 413 "); n++) {
    connection.write(chunk);
    await setImmediate();
  }
  await connection.until((text) => text.includes(" 413 "));
});

test("a cookie is never a credential, and neither is another scheme", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token } = await gateway.login("ann");
  const jwt = await signLogin("ann");
  for (const headers of [
    { cookie: `token=${token}; chat=${token}; Authorization=Bearer ${token}` },
    { authorization: token },
    { authorization: `Basic ${token}` },
    { authorization: `Token ${token}` },
    { authorization: `Bearer ${jwt}` },
    { authorization: `Bearer ${token} ${token}` },
    { authorization: `Bearer ${token}x` },
    { authorization: "Bearer" },
    { authorization: "" },
  ]) {
    const answer = await gateway.ask("/threads", { headers });
    expect([headers, answer.status]).toEqual([headers, 401]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  }
  expect((await gateway.ask(`/threads?token=${token}&access_token=${token}`)).status).toBe(401);
  expect((await gateway.ask("/threads", { headers: { authorization: `bearer  ${token}` } })).status).toBe(
    200,
  );
});

test("no secret and no address is logged, whatever is asked", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { config: { proxies: ["127.0.0.1"] } });
  const jwt = await signLogin("ann");
  const ann = await gateway.login("ann");
  const visitor = await gateway.visit();
  const seat = randomUUID();
  const headers = { "x-forwarded-for": "203.0.113.77" };
  const secrets = [
    ann.token,
    ann.stream,
    visitor.token,
    visitor.stream,
    visitor.renewal ?? "",
    jwt,
    seat,
    "203.0.113.77",
  ];
  await gateway.ask(`/poll/${ann.stream}`, { headers });
  await gateway.ask("/token", { method: "POST", token: `${jwt}x`, headers });
  await gateway.ask("/token", { json: { renewal: `${visitor.renewal}x` }, headers });
  await gateway.ask("/join", { token: ann.token, json: { seat }, headers });
  await gateway.ask(`/token/${visitor.token}`, { method: "DELETE", headers });
  await tellBot(gateway, ann, "a word that is nobody's");
  await using stream = gateway.stream(ann.stream, headers);
  await stream.event();
  // Something breaks.
  await database.query("alter table spoken rename to spoilt");
  await database.query("alter table mailbox rename to spoilt_mailbox");
  const broken = await Promise.all([
    gateway.ask("/send-message", { token: ann.token, json: { members: [BOT], text: "hidden" }, headers }),
    gateway.ask(`/poll/${ann.stream}?since=0.0`, { headers }),
  ]);
  const answers = await Promise.all(broken.map((answer) => answer.text()));
  expect(broken.map(({ status }) => status)).toEqual([500, 500]);
  // An answer carries no SQL and no path either.
  for (const text of answers)
    expect(JSON.parse(text)).toEqual({ type: "about:blank", title: "Internal Server Error", status: 500 });
  const log = JSON.stringify(gateway.log.lines.all);
  expect(log).toContain("a request failed");
  for (const secret of [...secrets, "a word that is nobody's", "hidden"]) expect(log).not.toContain(secret);
});

test("a connection that sends its request too slowly, or none, or takes nothing of its answer, is closed", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  // Their times are Node's own: what is tested is that they are set.
  expect(gateway.http.timeouts).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 20_000,
    keepAliveTimeout: 30_000,
    timeout: 60_000,
  });
});

test("in HTTP/1.0 the connection closes after each answer, also where the client would keep it", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { stream } = await gateway.login("ann");
  await using connection = gateway.connect();
  connection.write(`GET ${BASE}/poll/${stream} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`);
  const [head = "", body = ""] = (await connection.end()).split("\r\n\r\n");
  expect(head.toLowerCase()).toContain("connection: close");
  expect(head.toLowerCase()).toContain(`content-length: ${body.length}`);
  expect(head.toLowerCase()).not.toContain("transfer-encoding");
});

test("a HEAD whose headers are too large is refused without a body", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  for (const [method, hasBody] of [
    ["HEAD", false],
    ["GET", true],
  ] as const) {
    const connection = gateway.connect();
    const query = "a".repeat(60_000);
    connection.write(`${method} /nereid-chat/threads?${query} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const [head, body] = (await connection.end()).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 431 /);
    expect(body !== "").toBe(hasBody);
  }
});
