/** Runs an effect once: after commit, outside of everything that waits. */
import type { EffectRun } from "./outcome.ts";
import type { Registry } from "./registry.ts";
import type { Interlocutor } from "./responder-types.ts";
import { readProps } from "./resume.ts";

// What an effect calls has deadlines of its own, which are mostly shorter; this one only keeps a call that never
// returns from holding its conversation for ever.
const LONGEST_MS = 60_000;

/** Runs it. Gives what it wants said. Rejects with what it throws, or when it lasts for more than a minute. */
export async function runEffect(
  registry: Registry,
  run: EffectRun,
  person: Interlocutor,
): Promise<string | undefined> {
  const responder = registry.get(run.responder);
  const effect =
    responder !== undefined && Object.hasOwn(responder.effects, run.effect)
      ? responder.effects[run.effect]
      : undefined;
  if (responder === undefined || effect === undefined) {
    throw new Error(`responder "${run.responder}" has no effect "${run.effect}" any more`);
  }
  const { values, unfit } = readProps(responder.props, run.props);
  if (unfit.length > 0) throw new Error(`stored answers do not fit any more: ${unfit.join(", ")}`);
  const signal = AbortSignal.timeout(LONGEST_MS);
  const tooLong = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error(`effect "${run.effect}" took too long`)), {
      once: true,
    });
  });
  const said = await Promise.race([
    effect({ props: values, person, key: run.key, attempt: run.attempts + 1, signal }),
    tooLong,
  ]);
  return typeof said === "string" ? said : undefined;
}
