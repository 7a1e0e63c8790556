/**
 * A Prosody as a deployer has it: a file of the deployer's own, the ports that Prosody uses unless told otherwise, and a
 * loopback address of its own, so that many have the same ports. Lines that `doctor` prints are put into the file as they say.
 */
import { randomInt } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Child } from "../../../src/demo/child.ts";
import { ProsodyOutput } from "../../../src/demo/prosody-output.ts";
import { startTestChild } from "../process/children.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import type { Mendable } from "../under-test/mending.ts";

export interface DeployedProsody extends AsyncDisposable, Mendable {
  /** The deployer's part of the file. */
  readonly file: string;
}

/** `file`: the VirtualHosts, Components and what is above them. */
export async function deployProsody(file: string): Promise<DeployedProsody> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-deployed-"));
  const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`;
  const path = join(folder, "prosody.cfg.lua");
  const around = [
    "daemonize = false",
    ...(process.getuid?.() === 0 ? ["run_as_root = true"] : []),
    `data_path = "${folder}"`,
    `interfaces = { "${host}" }`,
    "c2s_direct_tls_ports = {}",
    "https_ports = {}",
    'modules_enabled = { "roster", "saslauth", "disco", "ping", "version", "dialback" }',
    'modules_disabled = { "tls" }',
    "c2s_require_encryption = false",
    'log = { info = "*console" }',
  ];
  // Prosody's default is 127.0.0.1, whatever the others are.
  let text = `component_interfaces = { "${host}" }\n${file}`;
  let child: Child | undefined;
  const stop = () => child?.stop("SIGTERM");
  const server = disposeWithTest<DeployedProsody>({
    host,
    get file() {
      return text;
    },
    put(lines, secret) {
      text = putIntoProsody(
        text,
        lines.map((line) => line.replace("the value of xmpp.secret in anteroom.yaml", secret)),
      );
    },
    async restart() {
      await stop();
      await writeFile(path, [...around, text, ""].join("\n"));
      const output = new ProsodyOutput();
      const started = output.started(text.includes("component_secret"));
      child = await startTestChild({
        name: "prosody",
        command: "prosody",
        args: ["-F", "--config", path],
        cwd: folder,
        onLine: output.take,
      });
      const how = await Promise.race([started, child.exited]);
      if (how !== "up") throw new Error(`Prosody: ${child.tail.slice(-6).join(" | ")}`);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
  await server.restart();
  return server;
}

/** The option that a line sets. Prosody takes the last one of those that are set twice, so that a deployer replaces them. */
const nameOf = (line: string): string => /^\s*(\w+) = /.exec(line)?.[1] ?? line;

/** Each comment tells where the lines after it belong. */
function putIntoProsody(file: string, lines: readonly string[]): string {
  const parts: { readonly place: string; readonly lines: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith("-- ")) parts.push({ place: line, lines: [] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts.reduce((text, { place, lines }) => {
    const added = lines.join("\n");
    if (place.startsWith("-- at the end of the file")) return `${text}\n${added}`;
    if (place.startsWith("-- above the first VirtualHost and Component")) {
      const kept = text.split("\n").filter((line) => !lines.map(nameOf).includes(nameOf(line)));
      return [...lines, ...kept].join("\n");
    }
    if (place.startsWith("-- in place of the component_secret that is there")) {
      const [heading = "", ...options] = lines;
      return text.replace(new RegExp(`(?<=^${heading}\n)  component_secret = .*`, "m"), () =>
        options.join("\n"),
      );
    }
    const heading = /^-- below (.*)$/.exec(place)?.[1];
    if (heading === undefined || !text.split("\n").includes(heading)) throw new Error(`where is: ${place}`);
    const from = text.indexOf(heading) + heading.length;
    const end = text.slice(from).search(/^(VirtualHost|Component) /m);
    const section = end < 0 ? text.slice(from) : text.slice(from, from + end);
    const kept = section.split("\n").filter((line) => !lines.map(nameOf).includes(nameOf(line)));
    return [text.slice(0, from), "\n", added, kept.join("\n"), text.slice(from + section.length)].join("");
  }, file);
}
