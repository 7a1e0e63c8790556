/**
 * An ejabberd as a deployer has it: the ports that ejabberd uses unless told otherwise, and a loopback address of its own.
 * Lines that `doctor` prints are put into the places of the file that their tree shows.
 */
import { randomInt } from "node:crypto";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import type { Child } from "../../../src/demo/child.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import type { Mendable } from "../under-test/mending.ts";
import { owner, startNode, startPortMapper } from "./ejabberd-native.ts";

export interface DeployedEjabberd extends AsyncDisposable, Mendable {}

type Tree = Readonly<Record<string, unknown>>;

const MODULES = { mod_adhoc: {}, mod_caps: {}, mod_disco: {}, mod_ping: {}, mod_roster: {}, mod_version: {} };

/** `file`: what the deployer has beside the listeners for people, and the modules that everybody has. */
export async function deployEjabberd(file: Tree): Promise<DeployedEjabberd> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-deployed-"));
  const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`;
  const mapper = await startPortMapper();
  const path = join(folder, "ejabberd.yml");
  const [uid, gid] = await owner();
  let tree = merged(
    {
      hosts: ["shop.example"],
      loglevel: "info",
      auth_method: "internal",
      acl: { local: { user_regexp: "" } },
      listen: [
        { port: 5222, ip: host, module: "ejabberd_c2s", starttls_required: false },
        { port: 5269, ip: host, module: "ejabberd_s2s_in" },
      ],
      modules: MODULES,
    },
    JSON.parse(JSON.stringify(file).replaceAll("HOST", host)),
  );
  await chown(folder, uid, gid);
  let child: Child | undefined;
  const node = `deployed-${randomInt(1_000_000)}@localhost`;
  const start = async (): Promise<void> => {
    await writeFile(path, JSON.stringify(tree));
    await chown(path, uid, gid);
    let up = (): void => {};
    const started = new Promise<void>((resolve) => {
      up = resolve;
    });
    let waiting = (tree.listen as readonly unknown[]).length;
    child = await startNode({
      folder,
      node,
      mapper,
      onLine: (line) => {
        if (/Start accepting TCP connections/.test(line) && --waiting === 0) up();
      },
    });
    await Promise.race([started, child.exited]);
    if (!child.running) throw new Error(`ejabberd: ${child.tail.slice(-6).join(" | ")}`);
  };
  const server = disposeWithTest<DeployedEjabberd>({
    host,
    put(lines, secret) {
      tree = put(
        tree,
        lines.map((line) => line.replace("the value of xmpp.secret in anteroom.yaml", secret)),
      );
    },
    async restart() {
      await child?.stop("SIGTERM");
      await start();
    },
    async [Symbol.asyncDispose]() {
      await child?.stop("SIGKILL");
      await mapper[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  });
  await start();
  return server;
}

function put(tree: Tree, lines: readonly string[]): Tree {
  const text = lines.join("\n");
  const removed = /^# remove domain_balancing, or "(.*?)" below it/.exec(text)?.[1];
  const kept =
    removed === undefined
      ? tree
      : Object.fromEntries(Object.entries(tree).filter(([key]) => key !== "domain_balancing"));
  const added: Tree = parse(text) ?? {};
  const muc = /^# where mod_muc of (\S+) stands/m.exec(text)?.[1];
  const home = Object.entries((kept.host_config ?? {}) as Record<string, { modules?: Tree }>).find(
    ([, { modules }]) => (modules?.mod_muc as Tree | undefined)?.host === muc,
  )?.[0];
  if (muc === undefined || home === undefined) return merged(kept, added);
  const { modules, ...others } = added;
  return merged(kept, { ...others, host_config: { [home]: { modules } } });
}

/** Maps are joined. Of lists, a listener of the same port is the same one; everything else is added. */
function merged(tree: Tree, added: Tree): Tree {
  const both = { ...tree };
  for (const [key, value] of Object.entries(added)) {
    const before = both[key];
    if (isTree(before) && isTree(value)) both[key] = merged(before, value);
    else if (Array.isArray(before) && Array.isArray(value)) both[key] = joined(before, value);
    else both[key] = value;
  }
  return both;
}

function joined(list: readonly unknown[], added: readonly unknown[]): readonly unknown[] {
  const found = [...list];
  for (const one of added) {
    const same = found.findIndex(
      (other) => isDeepStrictEqual(other, one) || (isTree(other) && isTree(one) && other.port === one.port),
    );
    const there = found[same];
    if (same < 0) found.push(one);
    else if (isTree(there) && isTree(one)) found[same] = merged(there, one);
  }
  return found;
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);
