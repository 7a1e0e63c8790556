import type { ContenderName } from "../options.ts";
import { startAnteroom, type World } from "./anteroom.ts";
import { startBetterSse } from "./better-sse.ts";
import type { Contender } from "./contender.ts";
import { lackOfNchan, startNchan } from "./nchan.ts";
import { startWebSockets } from "./prosody.ts";

export { type Anteroom, startAnteroom, type World } from "./anteroom.ts";
export type { Contender } from "./contender.ts";

export const OURS = "streams";

/** Why a contender cannot be measured here, if so. */
export function lackOf(name: ContenderName): string | undefined {
  return name === "nchan" ? lackOfNchan() : undefined;
}

/** `clients`: the most that have streams at once. `staff`: the most that write. `files`: how many a process may open. */
export function startContender(
  name: ContenderName,
  world: World,
  { clients, staff, files }: { readonly clients: number; readonly staff: number; readonly files: number },
): Promise<Contender> {
  switch (name) {
    case "anteroom":
      return startAnteroom(OURS, { clients, staff }, world);
    case "nchan":
      return startNchan(world.around.folder, files);
    case "better-sse":
      return startBetterSse();
    case "prosody":
      return startWebSockets(world.around.folder);
  }
}
