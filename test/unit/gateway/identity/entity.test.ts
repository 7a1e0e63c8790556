import { expect, test } from "vitest";
import {
  entityOfLogin,
  entityOfVisitor,
  reservedAddresses,
} from "../../../../src/gateway/identity/entity.ts";

const names = { domain: "help.example.org", issuer: "https://shop.example.org", reserved: ["bot", "rooms"] };
const local = (sub: string, given: Partial<typeof names> | { issuer: undefined } = {}) =>
  entityOfLogin(sub, { ...names, ...given }).split("@")[0] ?? "";

test.each(["noor", "7", "a.b_c-d", "x".repeat(64), "bots", "u", "v", "u_1", "uv-1"])(
  "a subject that may be a localpart is the entity itself: %s",
  (sub) => {
    expect(entityOfLogin(sub, names)).toBe(`${sub}@help.example.org`);
  },
);

test.each([
  ["an address of the component", "bot"],
  ["another one", "rooms"],
  ["a capital letter", "Noor"],
  ["something that looks like the hash of another subject", "u-0123456789abcdef0123456789abcdef"],
  ["something that looks like a visitor", "v-abc"],
  ["65 letters", "x".repeat(65)],
  ["300 letters", "é".repeat(300)],
  ["an IM user's address", "noor@example.org"],
  ["an address of our own domain", "bot@help.example.org"],
  ["a slash", "noor/phone"],
  ["a direction mark before", "\u200fnoor"],
  ["a direction mark behind", "noor\u202e"],
  ["a zero", "noor\0"],
  ["a line end", "noor\n"],
  ["a space", " noor"],
  ["a dot at the beginning", ".noor"],
  ["a digit of another script", "٣"],
  ["a letter of full width", "ｎoor"],
  ["nothing but a space", " "],
])("a subject with %s is hashed", (_, sub) => {
  expect(local(sub)).toMatch(/^u-[0-9a-f]{32}$/);
});

test("different subjects are different entities", () => {
  const subs = [
    "bot",
    "Bot",
    "anna",
    "Anna",
    "ANNA",
    "anna ",
    "anna\u200e",
    "anna\n",
    "ánna",
    "a\u0301nna",
    "anna@example.org",
    `${"a".repeat(300)}`,
    `${"a".repeat(301)}`,
    local("Anna"),
  ];
  expect(new Set(subs.map((sub) => local(sub))).size).toBe(subs.length);
});

test("the same subject of another issuer has another hash, and no letters move between the two", () => {
  const hashes = [
    local("Anna"),
    local("Anna", { issuer: "https://other.example.org" }),
    local("Anna", { issuer: undefined }),
    local("Xanna", { issuer: "a" }),
    local("anna!", { issuer: "a" }),
    local("nna!", { issuer: "aa" }),
    local('x","Anna', { issuer: "a" }),
    local("Anna", { issuer: 'a","x' }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(local("Anna")).toBe(hashes[0]);
});

test("an address of the component is reserved however the settings write it", () => {
  expect(local("desk", { reserved: ["Desk"] })).toMatch(/^u-/);
  expect(reservedAddresses({ ...names, reserved: ["Desk"] })).toEqual(["desk@help.example.org"]);
});

test("each visitor has an entity of 26 random letters", () => {
  const visitors = Array.from({ length: 200 }, () => entityOfVisitor("help.example.org"));
  for (const visitor of visitors) expect(visitor).toMatch(/^v-[a-z2-7]{26}@help\.example\.org$/);
  expect(new Set(visitors).size).toBe(200);
  expect(new Set(visitors.join("").replace(/v-|@help\.example\.org/g, "")).size).toBe(32);
});
