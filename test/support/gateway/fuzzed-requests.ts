/** Requests as nobody sane makes them, and how they are answered. */
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";

export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface FuzzedAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Secrets and ids that are good, so that a request comes far enough to do harm. */
export interface Known {
  readonly tokens: readonly string[];
  readonly streams: readonly string[];
  readonly threads: readonly string[];
  readonly entities: readonly string[];
}

export const SCRIPT = "<script>alert(1)</script>";

const HOSTILE = [
  SCRIPT,
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e",
  "'; drop table person; --",
  "%00",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "NaN",
  "-1",
  "9".repeat(30),
  "1e999",
  "\r\nset-cookie: a=b",
  "a".repeat(5_000),
  "\u{1F600}".repeat(300),
];

const PATHS = [
  "token",
  "stream",
  "poll",
  "send-message",
  "presence",
  "start-session",
  "join",
  "leave",
  "typing",
  "read",
  "upload",
  "threads",
  "history",
  "get-friends",
  "openapi.json",
  "",
];
const METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "PROPFIND"];
const FIELDS = [
  "id",
  "thread",
  "thread_id",
  "members",
  "text",
  "message",
  "type",
  "language",
  "subject",
  "attachments",
  "entity",
  "user",
  "seat",
  "state",
  "available",
  "show",
  "status",
  "name",
  "size",
  "mediaType",
  "renewal",
  "replace",
  "since",
  "before",
  "limit",
  "timeout",
  "compat",
  "last_event_id",
  "url",
];
const WORDS = [
  "html",
  "rst",
  "plain",
  "composing",
  "paused",
  "nereid",
  "en-US",
  "image/png",
  "true",
  "0",
  "25",
  "dnd",
];

/** Half of them are wild, half are good ones in which a field or a header may be wild. */
export function fuzzedRequest(known: Known): fc.Arbitrary<FuzzedRequest> {
  const { tokens, streams, threads, entities } = known;
  const word = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.constantFrom(...WORDS, ...threads, ...entities, ...tokens, ...streams),
    fc.uuid(),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  const value: fc.Arbitrary<unknown> = fc.oneof(
    { weight: 4, arbitrary: word },
    fc.jsonValue({ maxDepth: 12 }),
    fc.constantFrom(null, true, 0, -1, 2 ** 53, 1e300, [], {}),
    fc.array(word, { maxLength: 60 }),
    fc
      .record({ url: fc.oneof(word, fc.webUrl()), name: word, mediaType: word, size: fc.double() })
      .map((one) => [one]),
    fc
      .constantFrom("<b>", '<a href="javascript:alert(1)">x</a>', "<svg/onload=alert(1)>", "<!--", "&")
      .map((tag) => tag.repeat(900)),
  );
  const fields = fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...FIELDS) }, word), value, {
    maxKeys: 6,
  });
  const form = fc.dictionary(fc.constantFrom(...FIELDS), word, { maxKeys: 5 });
  const json = { "content-type": "application/json" };
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
  const body = fc.oneof(
    { weight: 4, arbitrary: fields.map((one) => ({ headers: json, body: utf8(JSON.stringify(one)) })) },
    { weight: 2, arbitrary: form.map((one) => ({ headers: FORM, body: utf8(encodeForm(one)) })) },
    fc.json().map((text) => ({ headers: json, body: utf8(text) })),
    fc.uint8Array({ maxLength: 300 }).map((body) => ({ headers: json, body })),
    fc.uint8Array({ maxLength: 300 }).map((body) => ({ headers: FORM, body })),
    fc.constant({ headers: json, body: utf8("[".repeat(30_000)) }),
    fc.constant({ headers: json, body: new Uint8Array(66_000) }),
    fc.constantFrom("text/plain", "application/xml", "a", "multipart/form-data").map((type) => ({
      headers: { "content-type": type },
      body: utf8(SCRIPT),
    })),
    fc.constant({ headers: {}, body: undefined }),
  );
  const query = form.map((one) => (Object.keys(one).length === 0 ? "" : `?${encodeForm(one)}`));
  const path = fc
    .tuple(
      fc.constantFrom("/nereid-chat/", "/compat/nereid-chat/", "/", "//", "/nereid-chat//"),
      fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PATHS) }, word.map(encode)),
      fc.oneof(
        { weight: 2, arbitrary: fc.constant("") },
        word.map((one) => `/${encode(one)}`),
        fc.constant("/%zz"),
      ),
      query,
    )
    .map((parts) => parts.join(""));
  const authorization = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...tokens).map((token) => `Bearer ${token}`) },
    fc.constantFrom(...streams).map((secret) => `Bearer ${secret}`),
    fc.constantFrom("", "Bearer", "Basic YTpi", "Token x", "Bearer a.b.c", `Bearer ${"x".repeat(9_000)}`),
  );
  const header = word.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?"));
  const headers = fc.record(
    {
      authorization,
      accept: fc.constantFrom("text/event-stream", "application/json", "*/*", ",;,"),
      origin: fc.constantFrom("https://www.example.org", "null", "https://evil.example", "x"),
      "last-event-id": header,
      forwarded: header,
      "x-forwarded-for": header,
      "access-control-request-method": header,
      cookie: header,
      expect: fc.constantFrom("100-continue", "200-ok"),
      range: header,
      "content-encoding": header,
    },
    { requiredKeys: ["authorization"] },
  );
  const wild = fc
    .tuple(
      fc.oneof({ weight: 6, arbitrary: fc.constantFrom("GET", "POST") }, fc.constantFrom(...METHODS)),
      path,
      headers,
      body,
    )
    .map(([method, where, given, { headers: typed, body: bytes }]) => {
      const sent = method === "GET" || method === "HEAD" ? undefined : bytes;
      const length = sent && { "content-length": String(sent.length) };
      return { method, path: where, headers: { ...given, ...typed, ...length }, body: sent };
    });
  const slip = fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 1 }),
  );
  const good = fc.constantFrom(
    ...tokens.flatMap((token, place) => goodRequests(known, place).map((asked) => ({ token, ...asked }))),
  );
  const nearlyGood = fc
    .tuple(good, slip, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, headers))
    .map(([{ token, path, fields }, wrong, around]) => {
      const given = { ...around, authorization: `Bearer ${token}` };
      if (fields === undefined) return { method: "GET", path, headers: given, body: undefined };
      const body = utf8(JSON.stringify({ ...fields, ...wrong }));
      const length = { "content-length": String(body.length) };
      return { method: "POST", path, headers: { ...given, ...json, ...length }, body };
    });
  return fc.oneof(wild, nearlyGood);
}

/** What the person at that place may ask; without fields it is a GET. */
function goodRequests(
  { threads, entities }: Known,
  place: number,
): readonly { readonly path: string; readonly fields?: object }[] {
  const thread = threads[place];
  const [bot] = entities;
  const asked = {
    "send-message": { thread, text: "hello" },
    "compat/send-message": { thread_id: thread, message: "hello" },
    presence: { available: true, show: "away", status: "at lunch" },
    "start-session": { entity: bot },
    typing: { thread, state: "composing" },
    token: {},
  };
  const read = [
    "threads",
    "get-friends",
    "poll?timeout=0",
    `history?thread=${thread}&limit=5`,
    "openapi.json",
  ];
  return [
    ...Object.entries(asked).map(([path, fields]) => ({ path, fields })),
    ...read.map((path) => ({ path })),
  ].map(({ path, ...rest }) => ({
    path: path.startsWith("compat/") ? `/compat/nereid-chat/${path.slice(7)}` : `/nereid-chat/${path}`,
    ...rest,
  }));
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** As UTF-8; half a letter becomes a question mark. */
function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function encodeForm(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

/** Sends a request, and reads the answer; of a stream its beginning. */
export function answerTo(
  port: number,
  { method, path, headers, body }: FuzzedRequest,
): Promise<FuzzedAnswer> {
  return new Promise((resolve, reject) => {
    const asking = request({ port, host: "127.0.0.1", method, path, headers, agent: false }, (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      let text = "";
      const done = () => {
        resolve({ status, headers: answered, body: text });
        asking.destroy();
      };
      if (answered["content-type"] === "text/event-stream") return done();
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", done);
      response.on("error", reject);
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

/** Writes bytes that are perhaps no request, and gives what comes back before the other side closes, or answers. */
export function bytesFor(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}
