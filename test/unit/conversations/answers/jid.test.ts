import { describe, expect, it } from "vitest";
import { jid } from "../../../../src/conversations/answers/index.ts";

const hearing = { now: 0, lang: null };

describe("jid", () => {
  it.each([
    "ann@example.org",
    " ann@example.org ",
    "Ann@Example.ORG",
    "ann@example.org.",
    "ann@example.org!",
    "ann@example.org/phone",
    "xmpp:ann@example.org",
    "XMPP:ann@example.org?message;body=hi",
    "xmpp:a%6En@example.org#x",
    "<ann@example.org>",
    "Ann <ann@example.org>",
    'Ann "the admin" <xmpp:ann@example.org>.',
    '"ann@example.org"',
    "(ann@example.org),",
    "`ann@example.org`",
  ])("takes %j for the address", (said) => {
    expect(jid().parse(said, hearing)).toEqual({ ok: true, value: "ann@example.org" });
  });

  it.each([
    ["ann@example.org/Phone 2.", "ann@example.org/Phone 2."],
    ["xmpp:room@muc.example.org/Ann%20B", "room@muc.example.org/Ann B"],
  ])("keeps the resource of %j where it is wanted", (said, value) => {
    expect(jid().full().parse(said, hearing)).toEqual({ ok: true, value });
    expect(jid().full().fromJson(value)).toEqual({ ok: true, value });
    expect(jid().full().fromForm([value], hearing)).toEqual({ ok: true, value });
  });

  it.each([
    "",
    "Ann",
    "example.org",
    "ann@",
    "@example.org",
    "ann@exa mple.org",
    "ann@example..org",
    "ann@example.org bob@example.org",
    "I do not know",
    "xmpp:%zz@example.org",
    "xmpp:",
    "a@b\u0000",
    `${"a".repeat(1_100)}@example.org`,
    "a".repeat(100_000),
    "<".repeat(100_000),
  ])("does not recognise one in %.40j", (said) => {
    expect(jid().parse(said, hearing)).toEqual({
      ok: false,
      reason: "I do not recognise an address in that. It looks like ann@example.org.",
    });
  });

  it("keeps its limits, in storage too, and says them", () => {
    const ours = jid().domain("Example.com", "example.net");
    expect(ours.parse("ann@EXAMPLE.com", hearing)).toEqual({ ok: true, value: "ann@example.com" });
    const reason = "I can only take an address at example.com or example.net, for example ann@example.com.";
    expect(ours.parse("ann@example.org", hearing)).toEqual({ ok: false, reason });
    expect(ours.fromJson("ann@example.org")).toEqual({ ok: false, reason });
    expect(ours.fromForm(["ann@sub.example.com"], hearing)).toEqual({ ok: false, reason });
    expect(ours.parse("Ann", hearing)).toEqual({
      ok: false,
      reason: "I do not recognise an address in that. It looks like ann@example.com.",
    });
    expect(jid().full().parse("ann@example.org", hearing)).toEqual({
      ok: false,
      reason: "I need the full address here, for example ann@example.org/phone.",
    });
    for (const json of ["example.org", "", 5, null, {}])
      expect(jid().fromJson(json)).toMatchObject({ ok: false });
    for (const wrong of ["ann@example.org", "", "a b"])
      expect(() => jid().domain(wrong)).toThrow("is no domain");
  });

  it("asks a form with jid-single", () => {
    expect(jid().full().domain("example.org").field).toEqual({ type: "jid-single" });
    expect(jid().toForm("ann@example.org")).toEqual(["ann@example.org"]);
  });

  it.each([
    "ann@example.org?message",
    "ann@example.org:5269",
    "ann@example.org#top",
    "ann@-example.org",
    "ann@example-.org",
    "ann@exa..mple.org",
    "ann@example.org,com",
    "a nn@example.org",
    "I @example.org",
    "e bob@example.org",
  ])("does not take %j, nor a part of it", (said) => {
    expect(jid().parse(said, { now: 0, lang: "en" })).toMatchObject({ ok: false });
    expect(jid().fromForm([said], hearing)).toMatchObject({ ok: false });
  });

  it.each([
    ["ｂｏｂ＠ｅｘａｍｐｌｅ．ｏｒｇ", "bob@example.org"],
    ["Ｂｏｂ.1@example.org", "bob.1@example.org"],
    ["ann@localhost", "ann@localhost"],
    ["ann@192.0.2.1", "ann@192.0.2.1"],
    ["ann@[2001:db8::1]", "ann@[2001:db8::1]"],
    ["ann@münchen.example", "ann@münchen.example"],
    ["ann@xn--mnchen-3ya.example", "ann@xn--mnchen-3ya.example"],
    ["it is bob@example.org", "bob@example.org"],
  ])("takes %j", (said, value) => {
    expect(jid().parse(said, { now: 0, lang: "en" })).toEqual({ ok: true, value });
    expect(jid().fromJson(value)).toEqual({ ok: true, value });
  });
});
