import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Child, freePort, startChild } from "./from-src.ts";
import { pythonWithSlixmpp } from "./machine.ts";
import type { ContenderName } from "./options.ts";
import type { Attachment } from "./peers/attachment.ts";
import { TITLES } from "./titles.ts";

/** A program that answers chat messages, running in a process of its own. */
export interface Contender {
  readonly name: ContenderName;
  readonly title: string;
  readonly domain: string;
  /** What everybody writes before it is measured. */
  readonly opening: string | undefined;
  /** Whether PostgreSQL works for it. */
  readonly stores: boolean;
  readonly child: Child;
}

export interface Surroundings {
  readonly folder: string;
  readonly componentPort: number;
  readonly secret: string;
  /** URL of a database. */
  readonly database: (name: string) => string;
  readonly profile: string | undefined;
}

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function domainOf(name: string): string {
  return `${name}.localhost`;
}

/** Starts a contender and waits until it is attached to the server. Rejects with its last words where it ends. */
export async function startContender(name: ContenderName, around: Surroundings): Promise<Contender> {
  const domain = domainOf(name);
  const title = TITLES[name];
  if (name === "anteroom" || name === "forgetful" || name === "history") {
    const flags = name === "forgetful" ? ["--import", here("./forgetful.js")] : [];
    const child = await startServe(
      name,
      around,
      { conversations: { responders: [here("./responder.js")] } },
      flags,
    );
    return { name, title, domain, opening: "/new bench", stores: true, child };
  }
  const attachment: Attachment = { port: around.componentPort, domain, secret: around.secret };
  const command = echoCommand(name, JSON.stringify(attachment));
  const child = await startProgram(name, around, command);
  return { name, title, domain, opening: undefined, stores: false, child };
}

/** Starts `anteroom serve` on a subdomain of its own; `sections` of its configuration as in the file. */
export async function startServe(
  name: string,
  around: Surroundings,
  sections: Sections,
  flags: readonly string[] = [],
): Promise<Child> {
  const file = await writeConfiguration(name, around, sections);
  return startProgram(name, around, [process.execPath, ...flags, cli(), "serve", "--config", file]);
}

async function startProgram(
  name: string,
  around: Surroundings,
  [command, ...args]: readonly [string, ...string[]],
): Promise<Child> {
  const profiling =
    around.profile === undefined || command !== process.execPath ? [] : profileFlags(around.profile, name);
  let ready = () => {};
  const up = new Promise<"up">((resolve) => {
    ready = () => resolve("up");
  });
  const child = await startChild({
    name,
    command,
    args: [...profiling, ...args],
    // Anteroom logs JSON, the echoes print the bare word.
    onLine: (line) => (line === "ready" || line.includes('"ready"')) && ready(),
  });
  if ((await Promise.race([up, child.exited])) !== "up") {
    throw new Error(`${name} did not start: ${child.tail.slice(-5).join(" | ")}`);
  }
  return child;
}

function echoCommand(
  name: Exclude<ContenderName, "anteroom" | "forgetful" | "history">,
  attachment: string,
): readonly [string, ...string[]] {
  switch (name) {
    case "raw":
      return [process.execPath, here("./peers/raw-echo.js"), attachment];
    case "bare":
      return [process.execPath, here("./peers/xmpp-component-echo.js"), attachment];
    case "slixmpp": {
      const python = pythonWithSlixmpp();
      if (python === undefined) throw new Error("no Python here can import slixmpp");
      // The compiler copies no Python: it is run from the source folder.
      return [python.command, here("../../bench/peers/slixmpp-echo.py"), attachment];
    }
  }
}

/** Runs a command of Anteroom's own to its end. Rejects with its last words where it fails. */
export async function runAnteroom(command: string, name: string, around: Surroundings): Promise<void> {
  const child = await startChild({
    name: command,
    command: process.execPath,
    args: [cli(), command, "--config", await writeConfiguration(name, around, {})],
  });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`anteroom ${command} failed: ${child.tail.slice(-5).join(" | ")}`);
}

async function writeConfiguration(name: string, around: Surroundings, sections: Sections): Promise<string> {
  const folder = join(around.folder, name);
  await mkdir(folder, { recursive: true });
  const file = join(folder, "anteroom.yaml");
  // JSON is YAML. Everything that is not said here stands at its default, as with any deployer.
  const configuration = {
    xmpp: {
      url: `xmpp://127.0.0.1:${around.componentPort}`,
      domain: domainOf(name),
      secret: around.secret,
    },
    database: { url: around.database(name) },
    ...sections,
    ops: { listen: `127.0.0.1:${await freePort()}` },
  };
  await writeFile(file, JSON.stringify(configuration, undefined, 2), { mode: 0o600 });
  return file;
}

function profileFlags(folder: string, name: string): readonly string[] {
  return ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
}

function cli(): string {
  return here("../cli.js");
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
