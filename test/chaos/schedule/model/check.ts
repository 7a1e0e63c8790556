/** The model: the rules that hold for a run whatever the faults. A pure function from a history to its anomalies. */
import { checkEffects } from "./effects.ts";
import type { Anomaly, History } from "./history.ts";
import { checkReplies } from "./replies.ts";
import { checkSpeaking } from "./speaking.ts";
import { checkSteps } from "./steps.ts";

export function check(history: History): readonly Anomaly[] {
  return [
    ...checkSteps(history),
    ...checkReplies(history),
    ...checkEffects(history),
    ...checkSpeaking(history),
    ...history.unsettled.map((what): Anomaly => ({ kind: "stuck", what })),
    ...history.complaints.map((what): Anomaly => ({ kind: "complaint", what })),
  ];
}
