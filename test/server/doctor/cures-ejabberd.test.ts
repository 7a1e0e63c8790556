/** Whoever puts the lines that are printed where their tree shows, and has ejabberd read them, comes to a stream and a pool. */
import { existsSync } from "node:fs";
import { describe, expect, inject, test } from "vitest";
import { deployEjabberd } from "../../support/servers/deployed-ejabberd.ts";
import {
  at,
  type Env,
  type Mendable,
  mend as mendOf,
  rooms,
  SECRET,
} from "../../support/under-test/mending.ts";

const listener = (hosts: Readonly<Record<string, string>>, port = 5347) => ({
  listen: [
    {
      port,
      ip: "HOST",
      module: "ejabberd_service",
      global_routes: false,
      hosts: Object.fromEntries(Object.entries(hosts).map(([name, password]) => [name, { password }])),
    },
  ],
});
const HELP = listener({ "help.shop.example": SECRET });
const OTHER = listener({ "other.shop.example": "theirs" });

const mend = (server: Mendable, check: string, env: Env, only?: "anteroom" | "server") =>
  mendOf(server, "ejabberd", check, env, only);

// Debian's package has it.
const installed = inject("server").kind === "native" && existsSync("/usr/sbin/ejabberdctl");

describe.runIf(installed)("on ejabberd the printed lines mend", () => {
  test.each<[string, Readonly<Record<string, unknown>>, number, number]>([
    ["a server without a listener for components", {}, 5347, 1],
    ["another port in the file", listener({ "help.shop.example": SECRET }, 5348), 5347, 1],
    ["the port for clients", HELP, 5222, 1],
    ["the port for clients of a server without a listener for components", {}, 5222, 2],
    ["a wrong secret", listener({ "help.shop.example": "another one" }), 5347, 1],
    ["a component that is not in the file", OTHER, 5347, 1],
    [
      "domain_balancing at which the handshake ends in silence",
      { ...HELP, domain_balancing: { "help.shop.example": { type: "random" } } },
      5347,
      1,
    ],
  ])("%s", async (_, file, port, turns) => {
    await using server = await deployEjabberd(file);
    expect(await mend(server, "handshake", at(server, port))).toHaveLength(turns);
  });

  test("the host of the accounts as xmpp.domain, by another domain", async () => {
    await using server = await deployEjabberd(OTHER);
    const [cure, ...more] = await mend(server, "handshake", {
      ...at(server),
      ANTEROOM_XMPP_DOMAIN: "shop.example",
    });
    expect([cure?.anteroom, more]).toEqual([["xmpp:", "  domain: help.shop.example"], []]);
  });

  test("domain_balancing that counts on an instance that is missing", async () => {
    const balancing = { "help.shop.example": { type: "bare_source", component_number: 2 } };
    await using server = await deployEjabberd({ ...HELP, domain_balancing: balancing });
    expect(await mend(server, "delivery", at(server))).toHaveLength(1);
  });

  test.each([
    ["that is not there", "rooms.shop.example"],
    ["that is the host of the accounts", "shop.example"],
  ])("a service of rooms %s", async (_, muc) => {
    await using server = await deployEjabberd(HELP);
    expect(await mend(server, "rooms.service", rooms(server, muc))).toHaveLength(1);
  });

  test.each(["anteroom", "server"] as const)(
    "rooms.service or the server, where it has another MUC service: by the lines for %s alone",
    async (place) => {
      await using server = await deployEjabberd({ ...HELP, modules: { mod_muc: {} } });
      const cures = await mend(server, "rooms.service", rooms(server, "rooms.shop.example"), place);
      expect(cures.map(({ anteroom }) => anteroom?.[1])).toEqual([
        "  service: conference.shop.example   # if that is for the pool; else rooms.shop.example",
      ]);
    },
  );

  test("a service in which the bot may create no room", async () => {
    const closed = { mod_muc: { host: "rooms.shop.example", access_create: "none" } };
    await using server = await deployEjabberd({
      ...HELP,
      hosts: ["anteroom.shop.example"],
      host_config: { "anteroom.shop.example": { modules: closed } },
    });
    expect(await mend(server, "room-creation", rooms(server, "rooms.shop.example"))).toHaveLength(1);
  });
});
