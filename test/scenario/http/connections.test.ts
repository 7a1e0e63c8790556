/** Several requests on one connection, each sent before the one before is answered. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { startHttp } from "../../support/gateway/http.ts";

const BASE = "/nereid-chat";

const get = (path: string) => `GET ${BASE}${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

test("requests that come at once are answered in their order", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  await using connection = gateway.connect();
  const paths = ["/nothing", "/token", "/threads", "/history", "/none", "/openapi.json", "/stream"];
  connection.write(paths.map(get).join(""));
  const text = await connection.until((so) => so.match(/HTTP\/1\.1 \d+/g)?.length === paths.length);
  expect(text.match(/HTTP\/1\.1 \d+/g)?.map((line) => Number(line.slice(9)))).toEqual([
    404, 405, 401, 401, 404, 200, 404,
  ]);
});

test("a stream that was asked for behind another one on its connection ends with it", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token, stream } = await gateway.visit();
  const connection = gateway.connect();
  connection.write(get(`/stream/${stream}`).repeat(5));
  await connection.until((text) => text.includes("event: hello"));
  connection.socket.destroy();
  await gateway.attended.next((what) => what.startsWith("-"));
  // As many as one person may have.
  const streams = Array.from({ length: 6 }, () => gateway.stream(token));
  for (const one of streams) expect((await one.event()).event).toBe("hello");
  expect(gateway.http.streams).toBe(6);
});

test("a connection on which more requests wait than any client sends is closed", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { stream } = await gateway.visit();
  await using connection = gateway.connect();
  connection.write(get(`/stream/${stream}`) + get("/threads").repeat(10));
  await connection.until((text) => text.includes("event: hello"));
  connection.write(get("/threads"));
  expect((await connection.end()).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200"]);
});
