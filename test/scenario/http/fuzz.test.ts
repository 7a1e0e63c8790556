/** Whatever is asked, the answer is no fault of the gateway's, and nothing of the request in it can run in a page. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import {
  answerTo,
  bytesFor,
  fuzzedRequest,
  type Known,
  SCRIPT,
} from "../../support/gateway/fuzzed-requests.ts";
import { BOT, type HttpUnderTest, send, startHttp, tellBot } from "../../support/gateway/http.ts";

/** How many requests; `npm run fuzz` makes 20,000. */
const REQUESTS = Number(process.env.ANTEROOM_FUZZED_REQUESTS ?? 400);
const AT_ONCE = 8;

test(
  "no request is answered with an error of the server, and nothing that was sent comes back as a page",
  async () => {
    await using database = await createDatabase();
    await using gateway = await startHttp(database, { config: { proxies: ["127.0.0.1"], upload: "off" } });
    const known = await people(gateway);
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fuzzedRequest(known), { minLength: AT_ONCE, maxLength: AT_ONCE }),
        async (asked) => {
          // As if the last ones had come long ago: what is tested is not the limits.
          gateway.scheduler.now += 60_000;
          const answers = await Promise.all(asked.map((one) => answerTo(gateway.port, one)));
          for (const { status, headers, body } of answers) {
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            expect(status).toBeGreaterThanOrEqual(200);
            expect(status).toBeLessThan(500);
            expect(headers["x-content-type-options"]).toBe("nosniff");
            expect(headers["set-cookie"]).toBeUndefined();
            if (status >= 400 && body !== "") {
              expect(headers["content-type"]).toBe("application/problem+json");
              expect(body).not.toContain(SCRIPT);
            } else if (body !== "") expect(headers["content-type"]).toBe("application/json");
          }
        },
      ),
      {
        numRuns: Math.ceil(REQUESTS / AT_ONCE),
        ...(process.env.ANTEROOM_FUZZ_SEED && { seed: Number(process.env.ANTEROOM_FUZZ_SEED) }),
      },
    );
    // Some came through, and some were refused: the requests are neither all good nor all bad.
    const kinds = new Set([...statuses.keys()].map((status) => Math.floor(status / 100)));
    expect([...kinds].sort()).toEqual([2, 4]);
    expect(gateway.log.lines.all.filter(({ level }) => level === "error")).toEqual([]);
    // It still works.
    const ann = await gateway.login("zoe");
    expect((await send(gateway, ann, { members: [BOT], text: "fine?" }))[0]).toBe(202);
  },
  60_000 + REQUESTS * 50,
);

test("no bytes are answered with an error of the server", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const start = fc.constantFrom(
    "",
    "GET ",
    "POST /nereid-chat/token HTTP/1.1\r\n",
    "GET /nereid-chat/openapi.json HTTP/1.0\r\n",
    "PRI * HTTP/2.0\r\n\r\n",
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), async (text, rest) => {
      const bytes = new Uint8Array([...new TextEncoder().encode(text), ...rest]);
      expect(await bytesFor(gateway.port, bytes)).not.toMatch(/^HTTP\/1\.1 5/);
    }),
    { numRuns: Math.ceil(REQUESTS / 10) },
  );
  expect((await gateway.ask("/openapi.json")).status).toBe(200);
});

async function people(gateway: HttpUnderTest): Promise<Known> {
  const ann = await gateway.login("ann", { role: "staff" });
  const ben = await gateway.login("ben", { role: "staff" });
  const visitor = await gateway.visit();
  const all = [ann, ben, visitor];
  const threads = await Promise.all(all.map((one) => tellBot(gateway, one, "hello")));
  return {
    tokens: all.map(({ token }) => token),
    streams: all.map(({ stream }) => stream),
    threads,
    entities: [BOT, ...all.map(({ entity }) => entity)],
  };
}
