/** Thousands of streams at once: none of them is refused, and none ends. */
import { createHash, randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { tell } from "../../../src/gateway/stream/index.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { BOT, DOMAIN, type HttpUnderTest, hintStreams, send, startHttp } from "../../support/gateway/http.ts";
import { startStreams } from "../../support/gateway/streams.ts";
import { Watch } from "../../support/process/watch.ts";

const PEOPLE = 2_000;
const NEWS = "there is news";

const line = JSON.stringify([{ type: "line", line: { queue: NEWS, place: 1, state: "waiting" } }]);
const hash = (secret: string) => createHash("sha256").update(secret).digest("hex");

/** Visitors with their tokens. */
async function visitors(database: TestDatabase, count: number): Promise<readonly string[]> {
  const tokens = Array.from({ length: count }, () => randomUUID());
  await database.query(
    `select begin_family($1, 'visitor' || n || '@' || $1, null, '{}', 'client', null, null, null, decode(token, 'hex'),
       decode(stream, 'hex'), '1 hour', decode(renewal, 'hex'), '1 hour')
     from unnest($2::text[], $3::text[], $4::text[]) with ordinality as new(token, stream, renewal, n)`,
    [
      DOMAIN,
      tokens.map(hash),
      tokens.map((token) => hash(`stream ${token}`)),
      tokens.map((token) => hash(`next ${token}`)),
    ],
  );
  return tokens;
}

/** A crowd of streams, each of which holds the text of what came. */
function crowd({ port }: HttpUnderTest, tokens: readonly string[]) {
  const texts: string[] = tokens.map(() => "");
  const watch = new Watch(
    () => `${texts.filter((text) => !text.includes("event: hello")).length} are not open`,
  );
  const sockets = tokens.map((token, n): Socket => {
    const socket = connect(port, "127.0.0.1");
    const address = `10.0.${n >> 8}.${n & 255}`;
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      texts[n] += chunk.toString("latin1");
      watch.look();
    });
    socket.write(
      `GET /nereid-chat/stream HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${address}\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
    return socket;
  });
  return {
    texts,
    every: (condition: (text: string) => boolean) => watch.until(() => texts.every(condition)),
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

test("thousands of streams that come at once, and are woken at once, are all served and none is ended", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { config: { proxies: ["127.0.0.1"] } });
  const streams = await startStreams(database);
  const tokens = await visitors(database, PEOPLE);
  const ann = await gateway.login("ann");
  using open = crowd(gateway, tokens);
  await open.every((text) => /event: (hello|problem)/.test(text));
  const rows = await database.query<{ id: string }>(
    "select id::text from person where address like 'visitor%'",
  );
  const people = rows.map(({ id }) => id);
  await streams.write(tell(people, line));
  await hintStreams(database, "anybody");
  // A request is not held up by those that are read.
  expect((await send(gateway, ann, { members: [BOT], text: "meanwhile" }))[0]).toBe(202);
  await open.every((text) => text.includes(NEWS) || text.includes("event: problem"));
  expect(open.texts.filter((text) => text.includes("event: problem"))).toEqual([]);
});
