/** Which server a run is tested against; made once per run, by starting one: it works, and tells its version. */

import { startNative } from "./prosody-native.ts";
import type { ServerOptions, ServerProgram } from "./server.ts";

/** Plain data: it crosses processes. */
export type ServerChoice =
  | { readonly kind: "native"; readonly description: string }
  | {
      readonly kind: "container";
      readonly software: Software;
      readonly image: string;
      readonly description: string;
    };

type Software = "prosody" | "ejabberd";

interface Container {
  readonly name: string;
  /** Of the Dockerfile, from here. */
  readonly folder: string;
  start(image: string, run: string, options: ServerOptions): Promise<ServerProgram>;
}

const { env } = process;

// What containers need is loaded where there are any.
const CONTAINERS: Readonly<Record<Software, Container>> = {
  prosody: {
    name: "Prosody",
    folder: "../../../prosody",
    start: async (...args) => (await import("./prosody-container.ts")).ProsodyContainer.start(...args),
  },
  ejabberd: {
    name: "ejabberd",
    folder: "../ejabberd",
    start: async (...args) => (await import("./ejabberd-container.ts")).EjabberdContainer.start(...args),
  },
};

/** Starts a server as it was chosen; `run` names the test run. */
export function startChosen(
  choice: ServerChoice,
  run: string,
  options: ServerOptions,
): Promise<ServerProgram> {
  if (choice.kind === "native") return startNative(options);
  return CONTAINERS[choice.software].start(choice.image, run, options);
}

/**
 * A Prosody: in a container where Docker answers, else native; `ANTEROOM_TEST_PROSODY` (`native`, `container`) forces
 * one. With `ANTEROOM_TEST_EJABBERD=container` an ejabberd. `…_IMAGE` of either names an image that exists already:
 * where apt reaches nothing from inside a container, it was built beforehand by other means.
 */
export async function chooseServer(run: string): Promise<ServerChoice> {
  if (forced("ANTEROOM_TEST_EJABBERD", ["container"]) !== undefined) return chooseContainer("ejabberd", run);
  const kind = forced("ANTEROOM_TEST_PROSODY", ["native", "container"]);
  if (kind === "native") return chooseNative();
  try {
    return await chooseContainer("prosody", run);
  } catch (error) {
    if (kind !== undefined) throw error;
    return chooseNative();
  }
}

function forced(name: string, allowed: readonly string[]): string | undefined {
  const value = env[name] || undefined;
  if (value === undefined || allowed.includes(value)) return value;
  throw new Error(`${name} is "${value}": ${allowed.join(" or ")} was expected`);
}

async function chooseNative(): Promise<ServerChoice> {
  await using server = await startNative({});
  return { kind: "native", description: `Prosody ${server.version} (native)` };
}

async function chooseContainer(software: Software, run: string): Promise<ServerChoice> {
  const { buildImage, containerEngine } = await import("./server-container.ts");
  const engine = await containerEngine();
  const { name, folder, start } = CONTAINERS[software];
  const image = env[`ANTEROOM_TEST_${software.toUpperCase()}_IMAGE`] || (await buildImage(software, folder));
  await using server = await start(image, run, {});
  return {
    kind: "container",
    software,
    image,
    description: `${name} ${server.version} (container, ${engine})`,
  };
}
