/** How long a decision may take. */
import type { Scheduler } from "../xmpp/scheduler.ts";

// As long as a person waits before wondering whether anything happens.
const SHOW_AFTER_MS = 700;
// A responder that looks something up for longer keeps its person waiting for nothing.
const LONGEST_DECISION_MS = 30_000;

/** Waits for a decision. A slow one is shown after a while as being made, and is given up in the end. */
export function patiently<T>(scheduler: Scheduler, decision: Promise<T>, show?: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let made = false;
    let stop = (): void => {};
    const end = (): void => {
      made = true;
      stop();
    };
    decision.then(
      (decided) => {
        end();
        resolve(decided);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
    // Only the few that outlast this turn of the event loop are timed: a timer for each would be dearer than the decision.
    setImmediate(() => {
      if (made) return;
      stop = scheduler.after(SHOW_AFTER_MS, () => {
        show?.();
        stop = scheduler.after(LONGEST_DECISION_MS - SHOW_AFTER_MS, () => {
          reject(new Error(`the responder took longer than ${LONGEST_DECISION_MS / 1_000} s to decide`));
        });
      });
    });
  });
}
