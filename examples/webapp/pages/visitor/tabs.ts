/** What the visitor's tabs tell each other: a new one takes part in the chat of the others. */
import type { Kept } from "./session.ts";
import type { Happening } from "./stage.ts";

/** Another tab answers in a few ms, if there is one (ms). */
const ANSWER_WITHIN = 300;

type Letter =
  | { readonly type: "who is there" }
  | { readonly type: "kept"; readonly kept: Kept }
  | { readonly type: "happening"; readonly happening: Happening };

export interface Tabs {
  /** What another tab knows of the chat; `undefined`: there is none. */
  ask(): Promise<Kept | undefined>;
  /** Tells the others of something that only this tab knows. */
  tell(happening: Happening): void;
}

/** @param current gives what this tab would tell a new one */
export function openTabs(current: () => Kept | undefined, told: (happening: Happening) => void): Tabs {
  let channel: BroadcastChannel | undefined;
  try {
    channel = new BroadcastChannel("helpline-chat");
  } catch {
    // Where the browser forbids it, each tab has a chat of its own.
  }
  let answered = (_: Kept) => {};
  const send = (letter: Letter) => channel?.postMessage(letter);
  channel?.addEventListener("message", ({ data }: MessageEvent<Letter>) => {
    if (data.type === "kept") return answered(data.kept);
    if (data.type === "happening") return told(data.happening);
    const kept = current();
    if (kept !== undefined) send({ type: "kept", kept });
  });
  return {
    ask: () =>
      new Promise((resolve) => {
        setTimeout(() => resolve(undefined), channel === undefined ? 0 : ANSWER_WITHIN);
        answered = resolve;
        send({ type: "who is there" });
      }),
    tell: (happening) => send({ type: "happening", happening }),
  };
}
