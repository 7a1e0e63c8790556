/** Chooses the Prosody for the demo: the machine's own, or else one in a container if Docker answers. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CONFIG_FILE, type ProsodyProgram } from "./prosody-native.ts";

const run = promisify(execFile);

const IMAGE = "anteroom-prosody";

/** The program for this folder; `undefined` means the installed one. Throws an error that says what to install. */
export async function chooseProgram(
  folder: string,
  log: (line: string) => void,
): Promise<ProsodyProgram | undefined> {
  if (await isInstalled("prosody")) return undefined;
  const docker = await run("docker", ["info"]).then(
    () => true,
    () => false,
  );
  if (!docker)
    throw new Error("there is neither Prosody nor Docker here; install one: apt-get install prosody");
  log("Prosody: building its container (the first time takes a minute)");
  await run("docker", ["build", "--tag", IMAGE, fileURLToPath(new URL("../../prosody", import.meta.url))]);
  // A container outlives the client that ran it if that client is killed.
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
        // Files that it writes belong to the user who runs the demo.
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
