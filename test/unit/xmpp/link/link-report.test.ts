import { expect, test } from "vitest";
import { reportLoss } from "../../../../src/xmpp/link/link-report.ts";
import type { Loss } from "../../../../src/xmpp/link/link-state.ts";

const where = { url: "xmpp://127.0.0.1:5347", domain: "help.shop.example" };
const error = (condition: string, text = ""): Loss => ({ kind: "stream error", condition, text });

test.each<[Loss, string, string[]]>([
  [
    { kind: "unreachable", detail: "connect ECONNREFUSED" },
    "warn",
    [
      "nothing listens on 127.0.0.1:5347",
      "ECONNREFUSED",
      "conf.d/anteroom.cfg.lua or anteroom.yml",
      "restart Prosody or ejabberd",
      "is the process a new one",
      "xmpp.url",
      "/var/log/prosody/prosody.log",
      "/var/log/ejabberd/ejabberd.log",
    ],
  ],
  [{ kind: "timeout", phase: "opening" }, "warn", ["does not answer while opening"]],
  [{ kind: "closed", phase: "online" }, "warn", ["the server closed the stream"]],
  [{ kind: "closed", phase: "opening" }, "warn", ["xmpp.url"]],
  [{ kind: "closed", phase: "handshaking" }, "warn", ["domain_balancing", "component_number"]],
  [error("not-authorized"), "error", ["xmpp.secret", "component_secret", "ejabberd_service"]],
  [
    error("host-unknown"),
    "error",
    ["xmpp.domain", "VirtualHost", 'Component "help.shop.example"', "component_secret", "ejabberd_service"],
  ],
  [
    error("conflict", "Replaced by a new connection"),
    "error",
    ["Replaced by a new connection", "another instance", "kick_old"],
  ],
  [error("system-shutdown"), "warn", ["system-shutdown"]],
  [{ kind: "not xml", detail: "text between stanzas", phase: "online" }, "warn", ["text between stanzas"]],
  [{ kind: "not xml", detail: "text", phase: "opening" }, "warn", ["does not speak XMPP", "xmpp.url"]],
  [{ kind: "unreachable", detail: "getaddrinfo ENOTFOUND x" }, "warn", ["name of its host", "xmpp.url"]],
  [
    { kind: "wrong port", serves: "clients" },
    "error",
    ["xmpp://127.0.0.1:5347", "port for clients", "xmpp.url", "component_ports", "ejabberd_service"],
  ],
  [{ kind: "wrong port", serves: "other servers" }, "error", ["port for other servers", "xmpp.url"]],
  [
    error("conflict", "Unable to register route on existing local domain"),
    "error",
    ["a host of the server's own", "xmpp.domain", "help.help.shop.example"],
  ],
  [{ kind: "dead" }, "warn", ["ping"]],
])("%j is told as %s, and says what an operator needs", (loss, level, words) => {
  const report = reportLoss(loss, 12_340, where);
  expect(report.level).toBe(level);
  expect(report.text).not.toContain("\n");
  for (const word of [...words, "next attempt in 12.3 s"]) expect(report.text).toContain(word);
});

test("a domain that the samples have is told as that, before anything is added to the server", () => {
  const { text } = reportLoss(error("host-unknown"), 12_340, { ...where, domain: "help.example.org" });
  expect(text).toMatch(/\(host-unknown\): anteroom\.yaml still has the samples' name as xmpp\.domain/);
});

test.each([
  [0, "next attempt in a moment"],
  [49, "next attempt in a moment"],
  [50, "next attempt in 0.1 s"],
])("a wait of %i ms does not read as none at all", (retryIn, words) => {
  expect(reportLoss({ kind: "dead" }, retryIn, where).text).toContain(words);
});

test.each<[Loss, string[]]>([
  [
    error("not-authorized", "Given token does not match calculated token"),
    ["component_secret", "conf.d/anteroom.cfg.lua"],
  ],
  [
    error("host-unknown", "help.shop.example does not match any configured external components"),
    ['Component "help.shop.example"', "restart", "anteroom.yaml"],
  ],
])("%j is Prosody's word, and told in its words alone", (loss, words) => {
  const { text } = reportLoss(loss, 12_340, where);
  for (const word of words) expect(text).toContain(word);
  expect(text).not.toContain("ejabberd");
  expect(text.length).toBeLessThan(320);
});
