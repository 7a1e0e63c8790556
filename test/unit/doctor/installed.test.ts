/** Which server's lines are printed where the port for components is closed. */
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { installedHere } from "../../../src/doctor/stream/installed.ts";
import type { Loss } from "../../../src/xmpp/link/link-state.ts";
import { temporaryFolder } from "../config/temporary-folder.ts";

const HERE = "xmpp://127.0.0.1:5347";
const CLOSED: Loss = { kind: "unreachable", detail: "connect ECONNREFUSED 127.0.0.1:5347" };
const UNPREPARED = { name: "prosody", prepared: false, runs: false };

test.each([
  ["nothing", [], undefined],
  ["Prosody", ["prosody/conf.d/localhost.cfg.lua"], UNPREPARED],
  ["Prosody with Anteroom's file", ["prosody/conf.d/anteroom.cfg.lua"], { ...UNPREPARED, prepared: true }],
  ["a Prosody without conf.d", ["prosody/prosody.cfg.lua"], UNPREPARED],
  ["ejabberd", ["ejabberd/ejabberd.yml"], { ...UNPREPARED, name: "ejabberd" }],
  ["both", ["prosody/conf.d/anteroom.cfg.lua", "ejabberd/ejabberd.yml"], undefined],
] as const)("a machine with %s is recognised by its folders of settings", async (_, files, installed) => {
  await using folder = await temporaryFolder({});
  for (const file of files) {
    const path = join(folder.path, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
  }
  expect(await installedHere(HERE, CLOSED, folder.path, [1, 2])).toEqual(installed);
});

test.each<[string, string, Loss]>([
  ["a server on another machine", "xmpp://im.shop.example:5347", CLOSED],
  ["a port that answers", HERE, { kind: "timeout", phase: "opening" }],
])("this machine tells nothing of %s", async (_, url, loss) => {
  await using folder = await temporaryFolder({});
  await mkdir(join(folder.path, "prosody"));
  expect(await installedHere(url, loss, folder.path)).toBeUndefined();
});

test("a server runs where one of its ports for others than components is open", async () => {
  await using folder = await temporaryFolder({});
  await mkdir(join(folder.path, "ejabberd"));
  await using server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await installedHere(HERE, CLOSED, folder.path, [1, port])).toMatchObject({ runs: true });
  expect(await installedHere(HERE, CLOSED, folder.path, [1, 2])).toMatchObject({ runs: false });
});
