/** Which server it is that has refused the component, by its words. */
import { isOwnHost, type Loss } from "./link-state.ts";

export type ServerSoftware = "prosody" | "ejabberd";

const PROSODY = /configured external components|calculated token|Component already connected/;

/** `undefined`: either may have said that. A secret that is wrong is refused by ejabberd without a word. */
export function softwareOfLoss(loss: Loss): ServerSoftware | undefined {
  if (loss.kind !== "stream error") return undefined;
  if (PROSODY.test(loss.text)) return "prosody";
  return isOwnHost(loss) ? "ejabberd" : undefined;
}
