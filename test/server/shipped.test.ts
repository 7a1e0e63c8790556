/** The files of `prosody/`, on the server of this run, as deployers copy them: into its own configuration, and whole. */
import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { expect, inject, test } from "vitest";
import { createUploads } from "../../src/gateway/presence/upload.ts";
import { createMuc, type RoomPresence, readRoomPresence } from "../../src/rooms/muc/index.ts";
import { xml } from "../../src/xmpp/stanza.ts";
import { createDatabase } from "../support/database/postgres.ts";
import { Arrivals } from "../support/process/arrivals.ts";
import { disposeWithTest } from "../support/process/lifetime.ts";
import type { Installation, ShippedServer } from "../support/servers/shipped-server.ts";
import { diagnose } from "../support/under-test/doctor.ts";
import { streamUnderTest } from "../support/under-test/stream-under-test.ts";

const DISCO = "http://jabber.org/protocol/disco#info";
const choice = inject("server");

async function started(installation: Installation): Promise<ShippedServer> {
  if (choice.kind !== "container") throw new Error("Debian's own server is had in a container");
  const { startShipped } = await import("../support/servers/shipped-server.ts");
  return startShipped(choice, inject("children"), installation);
}

/** The component is connected with the secret of the file. */
async function connected(installation: Installation) {
  const server = await started(installation);
  const domain = `help.${server.domain}`;
  const us = disposeWithTest(streamUnderTest({ url: server.componentUrl, domain, secret: server.secret }));
  us.link.start();
  await us.announced.next((what) => what === "online");
  return { ...us.host, server, domain, service: `rooms.${server.domain}` };
}

test.skipIf(choice.kind === "native").each<Installation>(["existing", "new"])(
  "with the files of prosody/ copied to the %s server, the bot alone makes rooms, and they are private from the start",
  async (installation) => {
    const { server, domain, service, iq, writer, router } = await connected(installation);
    const heard = new Arrivals<RoomPresence>("the bot", JSON.stringify);
    router.on({ stanza: "presence", from: { domain: service } }, (stanza) => {
      const presence = readRoomPresence(stanza);
      if (presence !== undefined) heard.take(presence);
    });
    const enters = async (localpart: string) => {
      const room = `${randomUUID()}@${service}`;
      createMuc({ from: `${localpart}@${domain}/pool`, iq, writer }).join(room, "Host", "a password");
      const told = await heard.next(
        (presence) => presence.kind === "refused" || (presence.kind === "inside" && presence.own),
      );
      return { room, told };
    };

    const { room, told } = await enters("rooms");
    expect(told).toMatchObject({ created: true, owner: true });
    const { told: refused } = await enters("eve");
    expect(refused.kind === "refused" && refused.error.condition).toMatch(/^(not-allowed|forbidden)$/);

    const info = await iq.request(room, xml("query", { xmlns: DISCO }), { from: `rooms@${domain}/pool` });
    const features =
      info
        .getChild("query")
        ?.getChildren("feature")
        .map(({ attrs }) => attrs.var) ?? [];
    const kinds = ["muc_hidden", "muc_temporary", "muc_semianonymous", "muc_unmoderated"];
    expect(features).toEqual(expect.arrayContaining(kinds));
    expect(features.filter((feature) => feature?.startsWith("urn:xmpp:mam"))).toEqual([]);
    await iq.request(server.domain, xml("ping", { xmlns: "urn:xmpp:ping" }));
  },
  60_000,
);

test.skipIf(choice.kind === "native").each<Installation>(["existing", "new"])(
  "doctor finds nothing wrong with the %s server",
  async (installation) => {
    const server = await started(installation);
    await using database = await createDatabase();
    const env = {
      ANTEROOM_XMPP_SECRET: server.secret,
      ANTEROOM_ROOMS_SERVICE: `rooms.${server.domain}`,
    };
    const diagnosis = await diagnose({ server, database, env });
    expect({ failures: diagnosis.names("failure"), warnings: diagnosis.names("warning") }).toEqual({
      failures: [],
      warnings: [],
    });
  },
  60_000,
);

test.skipIf(choice.kind === "native")(
  "on a new server with the files of prosody/, people from browsers may upload, from pages of any origin",
  async () => {
    const { server, domain, iq } = await connected("new");
    const uploads = createUploads({ iq, server: server.domain });
    const wish = { name: "notes.txt", size: 5, mediaType: "text/plain" };
    const slot = await uploads.slot(`v-1@${domain}/browser`, wish);
    if (slot instanceof Error) throw slot;
    const page = "https://www.example.org";
    const asked = { origin: page, "access-control-request-method": "PUT" };
    const preflight = await sent(server, slot.put.url, { method: "OPTIONS", headers: asked });
    expect(preflight.status).toBe(200);
    expect([page, "*"]).toContain(preflight.headers["access-control-allow-origin"]);
    expect(preflight.headers["access-control-allow-methods"]).toContain("PUT");
    const headers = { ...slot.put.headers, origin: page, "content-type": "text/plain" };
    expect((await sent(server, slot.put.url, { method: "PUT", headers, body: "hello" })).status).toBe(201);
    const fetched = await sent(server, slot.url, { method: "GET", headers: { origin: page } });
    expect(fetched).toMatchObject({ status: 200, body: "hello" });
    expect([page, "*"]).toContain(fetched.headers["access-control-allow-origin"]);
  },
  60_000,
);

interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** As the web server in front passes it on, which has the name and the certificate. */
async function sent({ uploads }: ShippedServer, address: string, { method, headers, body = "" }: Asked) {
  const { host, pathname, search } = new URL(address);
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const length = body === "" ? {} : { "content-length": String(body.length) };
      const asking = request(
        `${uploads}${pathname}${search}`,
        { method, headers: { ...headers, ...length, host } },
        async (answer) => {
          const chunks: Buffer[] = await answer.toArray();
          const text = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
        },
      );
      asking.on("error", reject);
      asking.end(body);
    },
  );
}
