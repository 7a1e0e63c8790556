import type { ProsodyOptions } from "../../src/demo/prosody-config.ts";
import type { ProsodyServer } from "./prosody.ts";

export async function startContainer(image: string, options: ProsodyOptions): Promise<ProsodyServer> {
  throw new Error(`no container of ${image} for ${options.domain}`);
}
