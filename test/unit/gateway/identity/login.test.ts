/** Logins with the clock in the test's hand: which are taken, which refused, and why. */
import { createHmac } from "node:crypto";
import {
  base64url,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { describe, expect, test } from "vitest";
import { createLogins, type LoginOptions } from "../../../../src/gateway/identity/login.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const SECRET = "a secret of the web application, as long as it should be";
const S = NOW / 1000;

type Claims = Record<string, unknown>;

function sign(claims: Claims, header: JWTHeaderParameters = { alg: "HS256" }, secret = SECRET) {
  return new SignJWT(claims).setProtectedHeader(header).sign(new TextEncoder().encode(secret));
}

const login = (claims: Claims = {}) => sign({ sub: "noor", exp: S + 3600, ...claims });

function logins(options: Partial<LoginOptions> = {}) {
  return createLogins({ secret: SECRET, clock: () => NOW, ...options });
}

async function outcome(jwt: string | Promise<string>, options?: Partial<LoginOptions>): Promise<string> {
  const verified = await logins(options)(await jwt);
  return "refused" in verified ? verified.refused : verified.sub;
}

describe("a login", () => {
  test("gives its subject and its profile", async () => {
    const jwt = login({
      name: " Noor \u202eof\nthe shop ",
      picture: "https://shop.example.org/noor.png",
      role: "staff",
      queues: ["sales", "default"],
    });
    expect(await logins()(await jwt)).toEqual({
      sub: "noor",
      profile: {
        role: "staff",
        queues: ["sales", "default"],
        name: "Noor of the shop",
        picture: "https://shop.example.org/noor.png",
      },
    });
  });

  test("with nothing but a subject and an end is that of a client of all queues", async () => {
    expect(await logins()(await login({ name: null, picture: null }))).toEqual({
      sub: "noor",
      profile: { role: "client", queues: null, name: null, picture: null },
    });
  });

  test.each([
    ["admin", "client"],
    ["Staff", "client"],
    ["", "client"],
    ["supervisor", "supervisor"],
  ])("with the role %j is that of a %s", async (role, expected) => {
    expect(await logins()(await login({ role }))).toMatchObject({ profile: { role: expected } });
  });

  test.each([
    "http://shop.example.org/noor.png",
    "javascript:alert(1)",
    "https://noor@shop.example.org/noor.png",
    "https://:secret@shop.example.org/noor.png",
    "noor.png",
    "",
    `https://shop.example.org/${"x".repeat(2048)}`,
  ])("shows no picture from %s", async (picture) => {
    expect(await logins()(await login({ picture }))).toMatchObject({ profile: { picture: null } });
  });

  test("has a name of 200 whole letters at most, none of them hidden", async () => {
    const named = async (name: string) => {
      const verified = await logins()(await login({ name }));
      return "refused" in verified ? verified.refused : verified.profile.name;
    };
    expect(await named("😀".repeat(300))).toBe("😀".repeat(200));
    expect(await named("\u0000\u200f \ud800")).toBe(null);
  });

  test("that lists no queue is good for none", async () => {
    expect(await logins()(await login({ queues: [] }))).toMatchObject({ profile: { queues: [] } });
  });

  test.each<[string, Claims, RegExp]>([
    ["without sub", { sub: undefined }, /"sub"/],
    ["with an empty sub", { sub: "" }, /no text as sub/],
    ["with a number as sub", { sub: 7 }, /no text as sub/],
    ["with half a letter in its sub", { sub: "noor\udc00" }, /half a letter/],
    ["without exp", { exp: undefined }, /"exp"/],
    ["with a text as exp", { exp: String(S + 60) }, /"exp"/],
    ["with an exp a day and two minutes ahead", { exp: S + 86_520 }, /24 h ahead/],
    ["with a name that is a number", { name: 7 }, /name/],
    ["with a picture that is an object", { picture: { url: "https://x.example.org" } }, /picture/],
    ["with a role that is a list", { role: ["staff"] }, /role/],
    ["with queues that are a text", { queues: "default" }, /queues/],
    ["with queues of numbers", { queues: [1] }, /queues/],
    ["with a zero in a queue's name", { queues: ["a\0"] }, /queues/],
  ])("%s is refused", async (_, claims, why) => {
    expect(await outcome(login(claims))).toMatch(why);
  });

  test("is taken up to a minute after its end, and a minute before its beginning", async () => {
    expect(await outcome(login({ exp: S - 59 }))).toBe("noor");
    expect(await outcome(login({ exp: S - 60 }))).toMatch(/exp/);
    expect(await outcome(login({ nbf: S + 60 }))).toBe("noor");
    expect(await outcome(login({ nbf: S + 61 }))).toMatch(/nbf/);
    expect(await outcome(login({ exp: S + 86_400 + 60 }))).toBe("noor");
    expect(await outcome(login({ exp: S + 86_400 + 61 }))).toMatch(/24 h/);
  });

  test("that never ends is refused, however its end is written", async () => {
    const head = base64url.encode('{"alg":"HS256"}');
    const body = base64url.encode('{"sub":"noor","exp":1e999}');
    const signature = createHmac("sha256", SECRET).update(`${head}.${body}`).digest("base64url");
    expect(await outcome(`${head}.${body}.${signature}`)).toMatch(/24 h ahead/);
  });

  test("must have the audience and the issuer that are set, and needs none where none is", async () => {
    const jwt = login({ aud: ["shop", "chat"], iss: "https://shop.example.org" });
    expect(await outcome(jwt)).toBe("noor");
    expect(await outcome(jwt, { audience: "chat", issuer: "https://shop.example.org" })).toBe("noor");
    expect(await outcome(jwt, { audience: "cha" })).toBe(
      "its aud is shop, chat, and http.jwt.audience is cha",
    );
    expect(await outcome(jwt, { issuer: "https://shop.example.org/" })).toBe(
      "its iss is https://shop.example.org, and http.jwt.issuer is https://shop.example.org/",
    );
    expect(await outcome(login(), { audience: "chat" })).toBe("it has no aud, and http.jwt.audience is chat");
    expect(await outcome(login(), { issuer: "the shop" })).toBe(
      "it has no iss, and http.jwt.issuer is the shop",
    );
    expect(await outcome(login({ iss: "x".repeat(5_000) }), { issuer: "the shop" })).toHaveLength(145);
  });
});

describe("by the secret", () => {
  test.each(["HS384", "HS512"])("%s is refused", async (alg) => {
    expect(await outcome(sign({ sub: "noor", exp: S + 60 }, { alg }))).toMatch(/algorithm/);
  });

  test("another secret, no signature, and a changed login are refused", async () => {
    expect(
      await outcome(
        sign({ sub: "noor", exp: S + 60 }, { alg: "HS256" }, "another secret, which is long enough too"),
      ),
    ).toMatch(/signature/);
    expect(await outcome(new UnsecuredJWT({ sub: "noor", exp: S + 60 }).encode())).toMatch(/algorithm/);
    const [head, , signature] = (await login()).split(".");
    expect(
      await outcome(`${head}.${base64url.encode(`{"sub":"bot","exp":${S + 60}}`)}.${signature}`),
    ).toMatch(/signature/);
  });

  test.each(["RS256", "ES256", "EdDSA", "PS256"])("%s is refused where no keys are set", async (alg) => {
    const { privateKey } = await generateKeyPair(alg);
    const jwt = new SignJWT({ sub: "noor", exp: S + 60 }).setProtectedHeader({ alg }).sign(privateKey);
    expect(await outcome(jwt)).toMatch(/algorithm/);
  });

  test("nothing verifies where neither secret nor keys are set", async () => {
    expect(await outcome(login(), { secret: undefined })).toMatch(/algorithm/);
    expect(() => logins({ secret: "" })).toThrow("http.jwt.secret is empty");
  });

  test("a published key is not taken for a secret", async () => {
    const { publicKey } = await generateKeyPair("RS256", { extractable: true });
    const jwt = sign({ sub: "noor", exp: S + 60 }, { alg: "HS256" }, await exportSPKI(publicKey));
    const fetch = async () => Response.json({ keys: [] });
    expect(await outcome(jwt, { secret: undefined, jwks: "https://shop.example.org/keys", fetch })).toMatch(
      /algorithm/,
    );
  });
});

test.each(["", "x", "a.b", "a.b.c", "..", "a.b.c.d.e", "eyJhbGciOiJIUzI1NiJ9..", "\0", "ü.ü.ü"])(
  "what is no login at all is refused: %j",
  async (text) => {
    expect(await outcome(text)).toMatch(/^(it is|its signature does)/);
  },
);

test("no reason holds a part of the login but whom it is meant for, and that only of one that is genuine", async () => {
  const jwt = await login({ sub: "noor-the-person", aud: "someone", exp: S - 3600 });
  const forged = { secret: "another secret, which is long enough too" };
  for (const options of [{}, { audience: "chat" }, forged, { ...forged, audience: "chat" }]) {
    const why = await outcome(jwt, options);
    for (const part of [...jwt.split("."), "noor-the-person"]) expect(why).not.toContain(part);
    if (options !== undefined && "secret" in options) expect(why).not.toContain("someone");
  }
});

test("a reason names the setting that does not fit", async () => {
  const another = sign(
    { sub: "noor", exp: S + 60 },
    { alg: "HS256" },
    "another secret, which is long enough too",
  );
  expect(await outcome(another)).toBe("its signature does not fit http.jwt.secret");
  expect(await outcome(sign({ sub: "noor", exp: S + 60 }, { alg: "HS512" }))).toBe(
    "it is signed by an algorithm that is not taken: HS256 would be",
  );
  expect(await outcome(login(), { secret: undefined })).toMatch(/neither http.jwt.secret nor http.jwt.jwks/);
});

test("what a stranger has written into a login is not told", async () => {
  const head = base64url.encode('{"alg":"HS256","crit":["call 555-0100"],"call 555-0100":1}');
  const why = await outcome(`${head}.${base64url.encode("{}")}.x`);
  expect(why).toMatch(/^it is no JWT/);
  expect(why).not.toContain("555");
});
