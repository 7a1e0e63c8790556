/** Which Prosody a run is tested against; made once per run, by starting one: it works, and tells its version. */

import { startNative } from "./prosody-native.ts";

/** Plain data: it crosses processes. */
export type ProsodyChoice =
  | { readonly kind: "native"; readonly description: string }
  | { readonly kind: "container"; readonly image: string; readonly description: string };

/**
 * A container where Docker answers, else native; `ANTEROOM_TEST_PROSODY` (`native`, `container`) forces one.
 * `ANTEROOM_TEST_PROSODY_IMAGE` names an image that exists already: where apt reaches nothing from inside a
 * container, it was built beforehand by other means.
 */
export async function chooseProsody(run: string): Promise<ProsodyChoice> {
  const forced = process.env.ANTEROOM_TEST_PROSODY || undefined;
  if (forced === "native") return chooseNative();
  if (forced !== undefined && forced !== "container") {
    throw new Error(`ANTEROOM_TEST_PROSODY is "${forced}": native or container was expected`);
  }
  try {
    return await chooseContainer(run);
  } catch (error) {
    if (forced !== undefined) throw error;
    return chooseNative();
  }
}

async function chooseNative(): Promise<ProsodyChoice> {
  await using server = await startNative({});
  return { kind: "native", description: `Prosody ${server.version} (native)` };
}

async function chooseContainer(run: string): Promise<ProsodyChoice> {
  const { buildImage, containerEngine, startContainer } = await import("./prosody-container.ts");
  const engine = await containerEngine();
  const image = process.env.ANTEROOM_TEST_PROSODY_IMAGE || (await buildImage());
  await using server = await startContainer(image, run, {});
  return { kind: "container", image, description: `Prosody ${server.version} (container, ${engine})` };
}
