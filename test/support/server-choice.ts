/** Which server a run is tested against; made once per run, by starting one: it works, and tells its version. */

import { startNative } from "./prosody-native.ts";
import type { ServerProgram } from "./server.ts";

/** Plain data: it crosses processes. */
export type ServerChoice =
  | { readonly kind: "native"; readonly description: string }
  | {
      readonly kind: "container";
      readonly software: "prosody" | "ejabberd";
      readonly image: string;
      readonly description: string;
    };

const { env } = process;

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

async function chooseContainer(software: "prosody" | "ejabberd", run: string): Promise<ServerChoice> {
  const { buildImage, containerEngine } = await import("./server-container.ts");
  const engine = await containerEngine();
  let server: ServerProgram;
  let image: string;
  if (software === "ejabberd") {
    image = env.ANTEROOM_TEST_EJABBERD_IMAGE || (await buildImage("ejabberd", "ejabberd"));
    server = await (await import("./ejabberd-container.ts")).EjabberdContainer.start(image, run, {});
  } else {
    image = env.ANTEROOM_TEST_PROSODY_IMAGE || (await buildImage("prosody", "../../prosody"));
    server = await (await import("./prosody-container.ts")).ProsodyContainer.start(image, run, {});
  }
  await using one = server;
  const name = software === "ejabberd" ? "ejabberd" : "Prosody";
  return { kind: "container", software, image, description: `${name} ${one.version} (container, ${engine})` };
}
