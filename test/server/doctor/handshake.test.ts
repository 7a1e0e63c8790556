/** Each mistake that keeps the component from its stream, or part of the stanzas from the component, is told with its cure. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openOnce } from "../../../src/doctor/stream/handshake.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { startServer, type TestServer } from "../../support/servers/server.ts";
import { type Diagnosis, diagnose } from "../../support/under-test/doctor.ts";

const SECRET = { secret: "secret" };

let database: TestDatabase;
let server: TestServer;
let software: "prosody" | "ejabberd";

const examine = (env: Readonly<Record<string, string>>): Promise<Diagnosis> =>
  diagnose({ server, database, env });

/** The finding, and the lines for this server. */
function handshake({ status, check }: Diagnosis) {
  const { outcome, text, cure } = check("handshake");
  return { status, outcome, text, cure: cure?.[software]?.join("\n") };
}

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({
    components: {
      "help.localhost": { ...SECRET, conflict: "kick_new" },
      "split.localhost": SECRET,
      "trap.localhost": SECRET,
    },
    ejabberd: {
      domain_balancing: {
        "split.localhost": { type: "bare_source", component_number: 2 },
        "trap.localhost": { type: "random" },
      },
    },
  });
  software = /^2\d\./.test(server.version) ? "ejabberd" : "prosody";
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

describe("the handshake", () => {
  test("a wrong secret is told, with the line that has the right one", async () => {
    const diagnosis = await examine({ ANTEROOM_XMPP_SECRET: "another one" });
    expect(diagnosis.server?.name).toBe(software);
    const found = handshake(diagnosis);
    expect(found).toMatchObject({ status: 1, outcome: "failure" });
    expect(found.text).toContain("refuses xmpp.secret");
    expect(found.cure).toContain(
      { prosody: 'Component "help.localhost"\n  component_secret = ', ejabberd: "password: " }[software],
    );
    expect(JSON.stringify(found)).not.toContain("another one");
  });

  test("a domain that the server does not know is told, with the lines that declare it", async () => {
    const found = handshake(await examine({ ANTEROOM_XMPP_DOMAIN: "nowhere.localhost" }));
    expect(found).toMatchObject({ status: 1, outcome: "failure" });
    expect(found.cure).toContain(
      { prosody: 'Component "nowhere.localhost"', ejabberd: '"nowhere.localhost":' }[software],
    );
  });

  test("the samples' domain is told as that, with the lines for anteroom.yaml alone", async () => {
    const { outcome, text, cure } = (await examine({ ANTEROOM_XMPP_DOMAIN: "help.example.org" })).check(
      "handshake",
    );
    expect(outcome).toBe("failure");
    if (software === "prosody") {
      expect(text).toContain("still has the samples' name");
      expect(Object.keys(cure ?? {})).toEqual(["anteroom"]);
    } else {
      // ejabberd does not tell a wrong name from a wrong secret.
      expect(text).toContain('"Domain help.example.org is unconfigured"');
    }
  });

  test("a port on which nobody listens is told, with the lines that open it", async () => {
    const found = await examine({ ANTEROOM_XMPP_URL: "xmpp://127.0.0.2:1" });
    expect(found.status).toBe(1);
    // Which server it is cannot be told: the lines for both are printed.
    expect(found.server).toBe(null);
    const { cure } = found.check("handshake");
    expect(cure?.prosody).toContain("component_ports = { 1 }");
    expect(cure?.ejabberd).toContain("    module: ejabberd_service");
    expect(cure?.ejabberd).toContain("    port: 1");
  });

  test("the port for clients is told from that for components", async () => {
    const { text, outcome } = handshake(
      await examine({ ANTEROOM_XMPP_URL: `xmpp://${server.host}:${server.c2sPort}` }),
    );
    expect(outcome).toBe("failure");
    expect(text).toContain("component_ports");
  });

  test("another program under the same name is told where the server refuses the second connection", async () => {
    const other = await openOnce({ url: server.componentUrl, domain: "help.localhost", secret: "secret" });
    if (!("link" in other)) throw new Error("no stream");
    try {
      const found = await examine({});
      const { outcome, cure } = handshake(found);
      if (software === "prosody") {
        expect(outcome).toBe("failure");
        expect(cure).toContain('component_conflict_resolve = "kick_old"');
      } else {
        // ejabberd accepts it, and shares the stanzas out between the two.
        expect(outcome).toBe("ok");
        expect(found.check("delivery").outcome).toBe("failure");
      }
    } finally {
      await other.link.stop();
    }
  });

  test("the version of the server is told", async () => {
    const { server: told, check } = await examine({});
    const name = { prosody: "Prosody", ejabberd: "ejabberd" }[software];
    expect(check("server").text).toBe(`localhost answers (${name} ${told?.version})`);
    expect(told?.version).toMatch(/\d/);
  });

  test("a server that lets no second connection take over is warned of", async () => {
    const { outcome, cure } = (await examine({})).check("takeover");
    expect(outcome).toBe({ prosody: "warning", ejabberd: "ok" }[software]);
    if (software === "prosody") expect(cure?.prosody).toContain('component_conflict_resolve = "kick_old"');
  });
});

describe("delivery on ejabberd", () => {
  test("domain_balancing that counts on an instance that is missing is found by the stanzas that do not arrive", async () => {
    const { outcome, cure } = (await examine({ ANTEROOM_XMPP_DOMAIN: "split.localhost" })).check("delivery");
    expect(outcome).toBe({ prosody: "ok", ejabberd: "failure" }[software]);
    if (software === "ejabberd") expect(cure?.ejabberd?.join("\n")).toContain("remove domain_balancing");
  });

  test("domain_balancing without component_number, at which the handshake ends in silence, is told", async () => {
    const { outcome, cure } = handshake(await examine({ ANTEROOM_XMPP_DOMAIN: "trap.localhost" }));
    expect(outcome).toBe({ prosody: "ok", ejabberd: "failure" }[software]);
    if (software === "ejabberd") expect(cure).toContain("remove domain_balancing");
  });
});
