/** What is said of a stream that does not open, and the lines that mend it. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { examineLoss, judgeHandshake, judgeTakeover } from "../../../src/doctor/stream/handshake.ts";
import type { Known } from "../../../src/doctor/stream/known-host.ts";
import type { Loss } from "../../../src/xmpp/link/link-state.ts";
import { softwareOfLoss } from "../../../src/xmpp/link/software.ts";

const xmpp = { url: "xmpp://10.0.0.7:5347", domain: "help.shop.example", secret: "correct horse" };

describe("the handshake", () => {
  const streamError = (condition: string, text = ""): Loss => ({ kind: "stream error", condition, text });

  test.each<[Loss, string | undefined, string | undefined]>([
    [
      streamError("not-authorized"),
      '  component_secret = "the value of xmpp.secret in anteroom.yaml"',
      "    module: ejabberd_service",
    ],
    [streamError("host-unknown"), 'Component "help.shop.example"', '      "help.shop.example":'],
    [
      streamError("conflict", "Component already connected"),
      'component_conflict_resolve = "kick_old"',
      undefined,
    ],
    [
      streamError("conflict", "Unable to register route on existing local domain"),
      'Component "help.help.shop.example"',
      '      "help.help.shop.example":',
    ],
    [{ kind: "unreachable", detail: "ECONNREFUSED" }, "component_ports = { 5347 }", '    ip: "10.0.0.7"'],
    [{ kind: "timeout", phase: "opening" }, 'component_interfaces = { "10.0.0.7" }', "    port: 5347"],
    [{ kind: "unreachable", detail: "ECONNREFUSED" }, 'Component "help.shop.example"', "    port: 5347"],
    [{ kind: "unreachable", detail: "getaddrinfo ENOTFOUND x" }, undefined, undefined],
    [{ kind: "not xml", detail: "text", phase: "opening" }, "component_ports = { 5348 }", "    port: 5348"],
    [
      { kind: "closed", phase: "handshaking" },
      undefined,
      '# remove domain_balancing, or "help.shop.example" below it',
    ],
  ])("%j is a failure with the lines %j and %j", (loss, prosody, ejabberd) => {
    const { outcome, cure, text } = judgeHandshake(xmpp, loss);
    expect(outcome).toBe("failure");
    for (const [lines, line] of [
      [cure?.prosody, prosody],
      [cure?.ejabberd, ejabberd],
    ] as const) {
      if (line === undefined) expect(lines).toBeUndefined();
      else expect(lines).toContain(line);
    }
    expect(JSON.stringify([cure, text])).not.toContain(xmpp.secret);
  });

  test.each<[string, Loss, string]>([
    ["xmpp://[::1]:5347", { kind: "unreachable", detail: "connect ECONNREFUSED ::1:5347" }, "::1"],
    ["xmpp://localhost:5347", { kind: "unreachable", detail: "connect ECONNREFUSED ::1:5347" }, "127.0.0.1"],
    ["xmpp://im:5347", { kind: "unreachable", detail: "connect ECONNREFUSED 172.18.0.2:5347" }, "172.18.0.2"],
    ["xmpp://im:5347", { kind: "timeout", phase: "connecting" }, "*"],
  ])("a server that is looked for at %s and told as %j is to listen on %s", (url, loss, address) => {
    expect(judgeHandshake({ ...xmpp, url }, loss).cure?.prosody).toContain(
      `component_interfaces = { "${address}" }`,
    );
  });

  test.each<[Loss, string, readonly string[]]>([
    [
      { kind: "wrong port", serves: "clients" },
      "xmpp://10.0.0.7:5222",
      ["xmpp:", "  url: xmpp://10.0.0.7:5347"],
    ],
    [{ kind: "wrong port", serves: "other servers" }, "xmpp://im:5269", ["xmpp:", "  url: xmpp://im:5347"]],
    [
      { kind: "unreachable", detail: "connect ECONNREFUSED 10.0.0.7:5222" },
      "xmpp://10.0.0.7:5222",
      ["xmpp:", "  url: xmpp://10.0.0.7:5347"],
    ],
    [{ kind: "closed", phase: "opening" }, "xmpp://[::1]:80", ["xmpp:", "  url: xmpp://[::1]:5347"]],
  ])(
    "another port than that for components, told as %j at %s, is named by Anteroom's line alone",
    (loss, url, lines) => {
      const { cure = {} } = judgeHandshake({ ...xmpp, url }, loss);
      expect(Object.keys(cure)).toEqual(["anteroom"]);
      expect(cure.anteroom?.map((line) => line.replace(/ +#.*/, ""))).toEqual(lines);
    },
  );

  test.each<[string, Known, string]>([
    ["shop.example", "accounts", "help.shop.example"],
    ["shop.example", "cannot be told", "help.shop.example"],
    ["shop.example", "nothing", "shop.example"],
    ["people.shop.example", "accounts", "help.people.shop.example"],
    ["rooms.shop.example", "service", "help.shop.example"],
    ["help.shop.example", "service", "anteroom.shop.example"],
    ["help.shop.example", "cannot be told", "help.shop.example"],
    ["help.localhost", "cannot be told", "help.localhost"],
  ])("an unknown %s of which the server has: %s, is declared as %s", (domain, known, declared) => {
    const { cure } = judgeHandshake({ ...xmpp, domain }, streamError("host-unknown"), { known });
    expect(cure?.prosody).toContain(`Component "${declared}"`);
    expect(cure?.ejabberd).toContain(`      "${declared}":`);
    expect(cure?.anteroom).toEqual(declared === domain ? undefined : ["xmpp:", `  domain: ${declared}`]);
  });

  test("a misspelt domain is mended in anteroom.yaml, where the server has the component that was meant", () => {
    const { cure } = judgeHandshake({ ...xmpp, domain: "hepl.shop.example" }, streamError("host-unknown"), {
      known: "nothing",
      meant: "help.shop.example",
    });
    expect(cure?.anteroom?.[1]).toMatch(/^ {2}domain: help\.shop\.example {3}# if /);
    // It may be right all the same.
    expect(cure?.prosody).toContain('Component "hepl.shop.example"');
  });

  test.each([undefined, "help.shop.example"])(
    "the samples' domain is replaced in anteroom.yaml, and never declared to the server, where it has: %s",
    (meant) => {
      const sample = { ...xmpp, domain: "help.example.org" };
      const { text, cure = {} } = judgeHandshake(sample, streamError("host-unknown"), { meant });
      expect(text).toMatch(/\(host-unknown\): anteroom\.yaml still has the samples' name as xmpp\.domain/);
      expect(Object.keys(cure)).toEqual(["anteroom"]);
      expect(cure.anteroom?.[1]).toContain(`  domain: ${meant ?? "help.YOUR.DOMAIN"}`);
    },
  );

  test("a closed port is told first as the restart that was forgotten, and where Anteroom's file is there nothing else is printed", () => {
    const here = { ...xmpp, url: "xmpp://127.0.0.1:5347" };
    const closed: Loss = { kind: "unreachable", detail: "connect ECONNREFUSED 127.0.0.1:5347" };
    const judged = (name: "prosody" | "ejabberd", prepared: boolean, { url } = here) =>
      judgeHandshake({ ...here, url }, closed, { name, installed: { name, prepared, runs: true } });
    const { text, cure = {} } = judged("prosody", true);
    expect(text).toMatch(
      /^nothing listens on 127\.0\.0\.1:5347 \(connect .*\)\. If conf\.d\/anteroom\.cfg\.lua is in place, restart Prosody:/,
    );
    expect(text).toContain("is the process a new one?");
    expect(text).not.toContain("ejabberd");
    expect(cure).toEqual({ shell: [expect.stringContaining("restart prosody"), expect.any(String)] });
    expect(judged("prosody", false).cure?.prosody).toContain("component_ports = { 5347 }");
    // The file has another port.
    const moved = judged("prosody", true, { ...here, url: "xmpp://127.0.0.1:5350" });
    expect(moved.cure?.prosody).toContain("component_ports = { 5350 }");
    const ejabberd = judged("ejabberd", false);
    expect(ejabberd.text).toContain("If anteroom.yml is in place, restart ejabberd:");
    expect(ejabberd.cure?.ejabberd?.[0]).toContain("when it is restarted");
  });

  test.each([
    ["prosody", "Prosody does not run at all", "sudo prosodyctl check config"],
    ["ejabberd", "ejabberd does not run at all", "sudo tail -n 5 /var/log/ejabberd/error.log"],
  ] as const)(
    "where %s does not run at all, that is told, with its log in place of lines",
    (name, words, command) => {
      const here = { ...xmpp, url: "xmpp://127.0.0.1:5347" };
      const closed: Loss = { kind: "unreachable", detail: "connect ECONNREFUSED 127.0.0.1:5347" };
      const installed = { name, prepared: name === "prosody", runs: false };
      const { text, cure = {} } = judgeHandshake(here, closed, { name, installed });
      expect(text).toMatch(
        /^nothing listens on 127\.0\.0\.1:5347, nor on the ports for clients and for other servers: /,
      );
      expect(text).toContain(words);
      expect(text).toContain(`/var/log/${name}/`);
      expect(Object.keys(cure)).toEqual(["shell"]);
      expect(cure.shell?.[0]).toBe(command);
    },
  );

  test("a server that refuses the second connection lets no standby take over", () => {
    expect(judgeTakeover(xmpp, undefined).outcome).toBe("ok");
    expect(judgeTakeover(xmpp, streamError("conflict", "Component already connected")).outcome).toBe(
      "warning",
    );
    expect(judgeTakeover(xmpp, { kind: "dead" }).outcome).toBe("skipped");
  });

  test("Prosody is recognised by the texts of its refusals", () => {
    const told = "help.localhost does not match any configured external components";
    expect(softwareOfLoss(streamError("host-unknown", told))).toBe("prosody");
    expect(softwareOfLoss(streamError("not-authorized"))).toBeUndefined();
  });

  test.each([
    ["prosody", "<stream:stream id=''><stream:error><host-unknown/></stream:error>"],
    ["ejabberd", "<stream:stream id='15898325597207844744' from='anteroom-doctor.invalid'>"],
  ] as const)(
    "%s refuses without a word and is recognised by what it does with a name that nobody has",
    async (name, answer) => {
      await using server = createServer((socket) => socket.once("data", () => socket.write(answer)));
      await once(server.listen(0, "127.0.0.1"), "listening");
      const here = { ...xmpp, url: `xmpp://127.0.0.1:${(server.address() as AddressInfo).port}` };
      const config = { xmpp: here, rooms: {} } as Parameters<typeof examineLoss>[0];
      const examined = await examineLoss(config, streamError("not-authorized"));
      expect(examined.server).toEqual({ name, version: null });
      const [{ text } = { text: "" }] = examined.findings;
      if (name === "prosody") expect(text).not.toContain("ejabberd");
      else
        expect(text).toMatch(
          /\(not-authorized\): where ejabberd's log .* says "Domain help\.shop\.example is unconfigured"/,
        );
    },
  );
});
