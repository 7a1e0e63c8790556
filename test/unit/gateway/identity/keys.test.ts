/** Published keys with the clock, and the network, in the test's hand: when they are fetched, and which are taken. */
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, test } from "vitest";
import { KeysAway } from "../../../../src/gateway/identity/index.ts";
import { createLogins } from "../../../../src/gateway/identity/login.ts";

const URL_OF_KEYS = "https://shop.example.org/.well-known/jwks.json";
const START = Date.parse("2026-03-01T12:00:00Z");

/** A web application that publishes keys. */
class Shop {
  now = START;
  readonly fetched: { readonly url: string; readonly init: RequestInit }[] = [];
  /** In place of the keys. */
  answer: (() => Promise<Response>) | undefined;
  readonly #published: Record<string, unknown>[] = [];
  readonly #private = new Map<string, CryptoKey>();
  readonly verify = createLogins({
    jwks: URL_OF_KEYS,
    clock: () => this.now,
    fetch: async (url, init) => {
      this.fetched.push({ url, init });
      return this.answer?.() ?? Response.json({ keys: this.#published });
    },
  });

  async publish(kid: string, alg = "ES256", extra: Record<string, unknown> = {}): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    this.#private.set(kid, privateKey);
    this.#published.push({ ...(await exportJWK(publicKey)), kid, alg, ...extra });
  }

  async login(kid: string, alg = "ES256", named = kid): Promise<string> {
    const key = this.#private.get(kid) ?? (await generateKeyPair(alg)).privateKey;
    return new SignJWT({ sub: "noor", exp: this.now / 1000 + 60 })
      .setProtectedHeader({ alg, kid: named })
      .sign(key);
  }

  /** The subject, or why not. */
  async outcome(kid: string, alg?: string, named?: string): Promise<string> {
    const verified = await this.verify(await this.login(kid, alg, named));
    return "refused" in verified ? verified.refused : verified.sub;
  }
}

test.each(["RS256", "ES256", "EdDSA"])("%s is taken", async (alg) => {
  const shop = new Shop();
  await shop.publish("k1", alg);
  expect(await shop.outcome("k1", alg)).toBe("noor");
});

test.each(["RS384", "RS512", "PS256", "ES384", "ES512", "Ed25519"])("%s is refused", async (alg) => {
  const shop = new Shop();
  await shop.publish("k1", alg);
  expect(await shop.outcome("k1", alg)).toMatch(/algorithm/);
  expect(shop.fetched).toEqual([]);
});

test("a key that is published for another use, or another key of the same name, is refused", async () => {
  const shop = new Shop();
  await shop.publish("k1", "ES256", { use: "enc" });
  await shop.publish("k2");
  await shop.publish("k3");
  expect(await shop.outcome("k1")).toMatch(/key/);
  expect(await shop.outcome("k2", "ES256", "k3")).toMatch(/signature/);
});

test("the keys are fetched from that address only, and only over https", async () => {
  const shop = new Shop();
  await shop.publish("k1");
  await shop.outcome("k1");
  expect(shop.fetched.map(({ url, init }) => [url, init.redirect])).toEqual([[URL_OF_KEYS, "error"]]);
  for (const jwks of ["http://shop.example.org/keys", "file:///keys", "keys", ""]) {
    expect(() => createLogins({ jwks, clock: () => START })).toThrow("http.jwt.jwks is no https address");
  }
});

test("a login does not say where its keys are", async () => {
  const shop = new Shop();
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwt = await new SignJWT({ sub: "noor", exp: START / 1000 + 60 })
    .setProtectedHeader({ alg: "ES256", jku: "https://evil.example.org", jwk: await exportJWK(publicKey) })
    .sign(privateKey);
  expect(await shop.verify(jwt)).toHaveProperty("refused");
  expect(shop.fetched.map(({ url }) => url)).toEqual([URL_OF_KEYS]);
});

test("the keys are kept for ten minutes, and then fetched anew", async () => {
  const shop = new Shop();
  await shop.publish("k1");
  const logins = await Promise.all([1, 2, 3].map(() => shop.login("k1")));
  await Promise.all(logins.map(shop.verify));
  shop.now += 10 * 60_000 - 1;
  expect(await shop.outcome("k1")).toBe("noor");
  expect(shop.fetched).toHaveLength(1);
  shop.now += 1;
  expect(await shop.outcome("k1")).toBe("noor");
  expect(shop.fetched).toHaveLength(2);
});

test("an unknown key is looked for once a minute, however many logins name one", async () => {
  const shop = new Shop();
  await shop.publish("k1");
  await shop.outcome("k1");
  await shop.publish("k2");
  expect(await shop.outcome("k2")).toMatch(/no applicable key/);
  shop.now += 59_999;
  expect(await shop.outcome("k2")).toMatch(/no applicable key/);
  expect(shop.fetched).toHaveLength(1);
  shop.now += 1;
  const outcomes = await Promise.all(["k2", "made-up", "k2", "k1"].map((kid) => shop.outcome(kid)));
  expect(outcomes.map((text) => text === "noor")).toEqual([true, false, true, true]);
  expect(shop.fetched).toHaveLength(2);
});

test("keys that cannot be fetched are no fault of the login, and are not asked for by each one", async () => {
  const shop = new Shop();
  await shop.publish("k1");
  for (const answer of [
    async () => new Response("", { status: 503 }),
    async () => Response.json({ nothing: true }),
    async () => new Response("<html>"),
    async () => Promise.reject(new Error("unreachable")),
  ]) {
    shop.answer = answer;
    await expect(shop.outcome("k1")).rejects.toThrow(KeysAway);
    const asked = shop.fetched.length;
    await expect(shop.outcome("k1")).rejects.toThrow(/http\.jwt\.jwks could not be fetched/);
    expect(shop.fetched).toHaveLength(asked);
    shop.now += 5_000;
  }
  shop.answer = undefined;
  expect(await shop.outcome("k1")).toBe("noor");
});

test("the keys that are there serve on while a new one cannot be fetched", async () => {
  const shop = new Shop();
  await shop.publish("k1");
  await shop.outcome("k1");
  shop.now += 60_000;
  shop.answer = async () => new Response("", { status: 500 });
  await expect(shop.outcome("k2")).rejects.toThrow(KeysAway);
  expect(await shop.outcome("k1")).toBe("noor");
});
