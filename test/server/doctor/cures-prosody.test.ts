/** Whoever puts the lines that are printed where they say, and restarts Prosody, comes to a stream and a pool. */
import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { deployProsody } from "../../support/servers/deployed-prosody.ts";
import {
  at,
  type Env,
  type Mendable,
  mend as mendOf,
  rooms,
  SECRET,
} from "../../support/under-test/mending.ts";

const mend = (server: Mendable, check: string, env: Env, only?: "anteroom" | "server") =>
  mendOf(server, "prosody", check, env, only);
const ACCOUNTS = ['VirtualHost "shop.example"', '  authentication = "internal_plain"'];
const MUC = ['Component "conference.shop.example" "muc"'];
const help = (secret = SECRET) => ['Component "help.shop.example"', `  component_secret = "${secret}"`];
const OTHER = ['Component "other.shop.example"', '  component_secret = "theirs"'];

describe.runIf(inject("server").kind === "native")("on Prosody the printed lines mend", () => {
  test.each<[string, readonly string[], number, number]>([
    ["a server without any component", ACCOUNTS, 5347, 1],
    ["a port without a component, of one's own choice", ACCOUNTS, 5349, 1],
    ["another port in the file", ["component_ports = { 5348 }", ...ACCOUNTS, ...help()], 5347, 1],
    ["the port for clients", [...ACCOUNTS, ...help()], 5222, 1],
    ["the port for clients of a server without any component", ACCOUNTS, 5222, 2],
    ["the port for other servers", [...ACCOUNTS, ...help()], 5269, 1],
    ["a wrong secret", [...ACCOUNTS, ...help("another one")], 5347, 1],
    ["a component that is not in the file", [...ACCOUNTS, ...OTHER], 5347, 1],
  ])("%s", async (_, file, port, turns) => {
    await using server = await deployProsody(file.join("\n"));
    expect(await mend(server, "handshake", at(server, port))).toHaveLength(turns);
  });

  test.each([
    ["the host of the accounts", "shop.example"],
    ["the service of rooms", "conference.shop.example"],
  ])("%s as xmpp.domain, by another domain, and the server goes on as it was", async (_, domain) => {
    await using server = await deployProsody([...ACCOUNTS, ...MUC, ...OTHER].join("\n"));
    const [cure, ...more] = await mend(server, "handshake", { ...at(server), ANTEROOM_XMPP_DOMAIN: domain });
    expect([cure?.anteroom, more]).toEqual([["xmpp:", "  domain: help.shop.example"], []]);
    expect(server.file).toContain([...ACCOUNTS, ...MUC].join("\n"));
    expect(await mend(server, "rooms.service", rooms(server, "conference.shop.example"))).toEqual([]);
  });

  test("another program that has the port, by a free port", async () => {
    await using server = await deployProsody(ACCOUNTS.join("\n"));
    const other = createServer((_, response) => response.end("hello"));
    other.listen(5347, server.host);
    await once(other, "listening");
    onTestFinished(() => void other.close());
    expect(await mend(server, "handshake", at(server))).toHaveLength(1);
  });

  test.each([
    ["that is not there", "rooms.shop.example"],
    ["that is the host of the accounts", "shop.example"],
    ["that is another component", "other.shop.example"],
  ])("a service of rooms %s", async (_, muc) => {
    await using server = await deployProsody([...ACCOUNTS, ...help(), ...OTHER].join("\n"));
    expect(await mend(server, "rooms.service", rooms(server, muc))).toHaveLength(1);
  });

  test.each(["anteroom", "server"] as const)(
    "rooms.service or the server, where it has another MUC service: by the lines for %s alone",
    async (place) => {
      await using server = await deployProsody([...ACCOUNTS, ...help(), ...MUC].join("\n"));
      const cures = await mend(server, "rooms.service", rooms(server, "rooms.shop.example"), place);
      expect(cures.map(({ anteroom }) => anteroom?.[1])).toEqual([
        "  service: conference.shop.example   # if that is for the pool; else rooms.shop.example",
      ]);
    },
  );

  test.each([
    ["that is mistyped", "conferense.shop.example"],
    ["of the samples", "conference.example.org"],
  ])(
    "a rooms.service %s, by the name that the server has, and nothing is printed for the server",
    async (_, muc) => {
      await using server = await deployProsody([...ACCOUNTS, ...help(), ...MUC].join("\n"));
      const cures = await mend(server, "rooms.service", rooms(server, muc));
      expect(cures).toEqual([{ anteroom: ["rooms:", "  service: conference.shop.example"] }]);
    },
  );

  test.each([
    ["misspelt", "hepl.shop.example", "conference.shop.example"],
    ["below a host that is misspelt", "help.shop.exmaple", "conference.shop.example"],
    ["named otherwise", "desk.shop.example", undefined],
  ])("an xmpp.domain that is %s, by that of the Component that the server has", async (_, domain, muc) => {
    await using server = await deployProsody([...ACCOUNTS, ...help(), ...MUC].join("\n"));
    const env = {
      ...at(server),
      ANTEROOM_XMPP_DOMAIN: domain,
      ...(muc !== undefined && { ANTEROOM_ROOMS_SERVICE: muc }),
    };
    const [cure, ...more] = await mend(server, "handshake", env, "anteroom");
    expect(cure?.anteroom?.[1]).toMatch(/^ {2}domain: help\.shop\.example /);
    expect(more).toEqual([]);
  });

  test("a service in which the bot may create no room", async () => {
    const closed = [...MUC, "  restrict_room_creation = true"];
    await using server = await deployProsody([...ACCOUNTS, ...help(), ...closed].join("\n"));
    const cures = await mend(server, "room-creation", rooms(server, "conference.shop.example"));
    expect(cures).toHaveLength(1);
  });

  test("a server that stores no files, and then has no certificate for them", async () => {
    await using server = await deployProsody([...ACCOUNTS, ...help()].join("\n"));
    const cures = await mend(server, "upload", { ...at(server), ANTEROOM_HTTP_UPLOAD: "all" });
    expect(cures).toHaveLength(2);
  });
});
