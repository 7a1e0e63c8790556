/** Which Prosody the demo runs: the machine's own, else one in a container where there is Docker. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CONFIG_FILE, type ProsodyProgram } from "./prosody-native.ts";

const run = promisify(execFile);

const IMAGE = "anteroom-prosody";

/** The program for this folder, `undefined` for the installed one. Throws a line that says what to install. */
export async function chooseProgram(
  folder: string,
  log: (line: string) => void,
): Promise<ProsodyProgram | undefined> {
  if (await isInstalled("prosody")) return undefined;
  const docker = await run("docker", ["info"]).then(
    () => true,
    () => false,
  );
  if (!docker) throw new Error("there is no prosody and no Docker: apt-get install prosody");
  log("Prosody: preparing its container (the first time takes a minute)");
  await run("docker", ["build", "--tag", IMAGE, fileURLToPath(new URL("../../prosody", import.meta.url))]);
  // a container outlives the client that ran it when that was killed
  const name = `${IMAGE}-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
  await run("docker", ["rm", "--force", name]).catch(() => {});
  return inContainer(name);
}

function inContainer(name: string): ProsodyProgram {
  return {
    dataPath: "/anteroom/data",
    interfaces: ["*"],
    command: (folder, ports) => ({
      command: "docker",
      args: [
        ...["run", "--rm", "--name", name, "--volume", `${folder}:/anteroom`],
        // what it writes belongs to whoever ran the demo
        ...["--user", `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`],
        ...ports.flatMap((port) => ["--publish", `127.0.0.1:${port}:${port}`]),
        ...[IMAGE, "prosody", "-F", "--config", `/anteroom/${CONFIG_FILE}`],
      ],
    }),
  };
}

async function isInstalled(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
