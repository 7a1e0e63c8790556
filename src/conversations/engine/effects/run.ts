/** Runs an effect once, after the commit and outside of any queue. */
import type { Json } from "../../../ledger/statement.ts";
import type { Registry } from "../../responders/registry.ts";
import type { Responder } from "../../responders/responder.ts";
import { runScript } from "../../responders/script-run.ts";
import type { Interlocutor } from "../../responders/types.ts";
import type { EffectRun } from "../../state.ts";
import { migrated } from "../step/migrated.ts";
import { readProps } from "../step/resume.ts";

// The services that an effect calls have deadlines of their own, which are mostly shorter. This one only keeps a call
// that never returns from holding its conversation for ever.
const LONGEST_MS = 60_000;

/** Runs it, and gives its result. Rejects with the error that it throws, or if it takes more than a minute. */
export async function runEffect(registry: Registry, run: EffectRun, person: Interlocutor): Promise<Json> {
  const responder = registry.get(run.responder);
  if (responder === undefined) throw new Error(`responder "${run.responder}" does not exist any more`);
  const signal = AbortSignal.timeout(LONGEST_MS);
  const tooLong = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error(`effect "${run.effect}" took too long`)), {
      once: true,
    });
  });
  return Promise.race([executed(responder, run, { person, signal }), tooLong]);
}

async function executed(
  responder: Responder,
  { effect: name, key, attempts, undo, ...stored }: EffectRun,
  { person, signal }: { readonly person: Interlocutor; readonly signal: AbortSignal },
): Promise<Json> {
  const attempt = attempts + 1;
  const { version = responder.version, step = responder.first } = stored;
  const { props } = migrated(responder, { version, step, props: stored.props });
  const gone = (): Error => new Error(`responder "${responder.name}" has no effect "${name}" any more`);
  if (responder.script !== undefined) {
    const executing = { effect: name, key, attempt, signal, undo: undo === true };
    const { end } = await runScript(responder.script.body, { kept: props, person, executing });
    if (end.kind !== "ran") throw gone();
    return end.value;
  }
  const effect = Object.hasOwn(responder.effects, name) ? responder.effects[name] : undefined;
  if (effect === undefined) throw gone();
  const { values, unfit } = readProps(responder.props, props);
  if (unfit.length > 0) throw new Error(`stored answers do not fit any more: ${unfit.join(", ")}`);
  const c = { props: values, person, key, attempt, signal };
  if (undo) {
    if (effect.undo === undefined)
      throw new Error(`the effect "${name}" of responder "${responder.name}" has no undo any more`);
    await effect.undo(c);
    return null;
  }
  const given = await effect.run(c);
  return typeof given === "string" ? given : null;
}
