/** The tabs of an origin: which of them leads, and what they say to one another. */
import type { Arrival } from "./connection.ts";
import type { ChatState } from "./interface.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Credentials } from "./tokens.ts";

/** Another tab answers in a few ms; one that is busy takes longer. */
const ANSWER_WITHIN = 300;
const LEADER_ANSWERS_WITHIN = 3_000;
/** How often a tab that follows looks whether the leader is silent, in ms. */
const WATCH_EVERY = 2_500;
const WATCH_SPREAD = 400;
// Shorter than SILENT by more than two looks, so that the leader is asked twice.
const QUIET = 4_000;
const SILENT = 10_000;

export interface Watch {
  /** When the leader was last heard. */
  readonly heardAt: number;
  /** How often it was asked since then. */
  readonly asked: number;
}

export type WatchAction = "wait" | "ask" | "steal";

/**
 * One look of a tab that follows. The leader answers a question at once, even where a hidden tab's timers are held back, so nothing is
 * concluded from time alone: after sleep, all tabs wake to a silence of hours, and the leader is asked first.
 */
export function watch({ heardAt, asked }: Watch, now: number): { action: WatchAction; watch: Watch } {
  const silence = now - heardAt;
  if (silence >= SILENT && asked >= 2) return { action: "steal", watch: { heardAt: now, asked: 0 } };
  // A clock that was set back says nothing about silence.
  if (silence < 0) return { action: "ask", watch: { heardAt: now, asked: 1 } };
  if (silence < QUIET) return { action: "wait", watch: { heardAt, asked } };
  return { action: "ask", watch: { heardAt, asked: asked + 1 } };
}

export type Said =
  /** A tab is new, or asks for a sign of life. */
  | { readonly kind: "here" }
  /** The answer of a tab that follows, or has a connection of its own. */
  | { readonly kind: "also"; readonly credentials: Credentials }
  /** The answer of the leader. */
  | {
      readonly kind: "lead";
      readonly credentials: Credentials;
      readonly state: ChatState;
      readonly position: string | undefined;
    }
  | { readonly kind: "arrival"; readonly arrival: Arrival }
  /** The leader is to look whether its connection is alive. */
  | { readonly kind: "look"; readonly anew: boolean }
  /** The leader is to get another token in place of this one. */
  | { readonly kind: "renew"; readonly used: string }
  /** The tab goes. */
  | { readonly kind: "gone" }
  /** The person has left: all tabs forget. */
  | { readonly kind: "left" };

interface Letter {
  readonly from: string;
  /** Whose tabs are meant; `undefined`: the tab does not know yet. */
  readonly person: string | undefined;
  readonly said: Said;
}

export interface TabsParts {
  readonly surroundings: Surroundings;
  /** Of the lock and the channel. */
  readonly name: string;
  /** `person`: of the tab that says it; `undefined`: of one that does not know yet. */
  readonly heard: (said: Said, person: string | undefined) => void;
  /** This tab leads from now on. */
  readonly lead: () => void;
  /** Another tab has taken over. */
  readonly follow: () => void;
}

export interface Tabs {
  readonly leads: boolean;
  /** Each tab has its own connection, because the browser has no locks, or forbids them. */
  readonly alone: boolean;
  /** Whether other tabs have been heard of this person. */
  readonly others: boolean;
  say(said: Said): void;
  /**
   * Runs `first` for one tab at a time, so that two new tabs do not become two visitors. `wait`: how long it is worth
   * waiting, in ms, for the answer of a tab of that person, or of anybody whose name begins so.
   */
  inTurn(begins: string, first: (wait: number) => Promise<void>): Promise<void>;
  /** Takes part. It resolves when it is decided whether this tab leads. */
  join(person: string): Promise<void>;
  stop(): void;
}

export function openTabs(parts: TabsParts): Tabs {
  const { surroundings, name } = parts;
  const { locks, now, after } = surroundings;
  const from = surroundings.uuid();
  const channel = surroundings.channel?.(name);
  const stopping = new AbortController();
  const others = new Set<string>();
  let alone = locks === undefined || channel === undefined;
  let leads = false;
  let person: string | undefined;
  let release = () => {};
  let decided = () => {};
  let waiting = new AbortController();
  let seen: Watch = { heardAt: now(), asked: 0 };
  let endWatch = () => {};

  const say = (said: Said) => {
    channel?.postMessage({ from, person, said } satisfies Letter);
  };

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Letter>) => {
      if (stopping.signal.aborted) return;
      // A tab that does not know its person yet hears everybody.
      if (person !== undefined && data.person !== undefined && data.person !== person) return;
      if (data.said.kind === "gone") others.delete(data.from);
      else if (data.person !== undefined) others.add(data.from);
      if (data.said.kind === "lead" || data.said.kind === "arrival") seen = { heardAt: now(), asked: 0 };
      parts.heard(data.said, data.person);
    };
  }

  const become = () => {
    leads = true;
    endWatch();
    parts.lead();
    decided();
  };

  /** Asks for the lock. Who gets it leads, and holds it as long. */
  function request(options: LockOptions): void {
    let held = false;
    const asked = locks?.request(`${name} ${person}`, options, (lock) => {
      if (stopping.signal.aborted) return;
      if (lock === null) {
        queue();
        return decided();
      }
      held = true;
      become();
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    asked?.catch((error) => {
      if (stopping.signal.aborted) return;
      if (held) {
        leads = false;
        parts.follow();
        queue();
      } else if (error?.name !== "AbortError") {
        alone = true;
        become();
      }
    });
  }

  function queue(): void {
    waiting = new AbortController();
    request({ signal: waiting.signal });
    seen = { heardAt: now(), asked: 0 };
    const look = () => {
      const looked = watch(seen, now());
      seen = looked.watch;
      if (looked.action === "ask") say({ kind: "here" });
      if (looked.action === "steal") {
        waiting.abort();
        request({ steal: true });
      } else watchOn();
    };
    // Not all at once: who takes over first says so to the others.
    const watchOn = () => {
      endWatch = after(WATCH_EVERY + WATCH_SPREAD * surroundings.random(), look);
    };
    watchOn();
  }

  return {
    get leads() {
      return leads;
    },
    get alone() {
      return alone;
    },
    get others() {
      return others.size > 0;
    },
    say,
    async inTurn(begins, first) {
      if (alone || locks === undefined) return first(channel ? ANSWER_WITHIN : 0);
      try {
        await locks.request(name, { signal: stopping.signal }, async () => {
          const { held = [] } = await locks.query();
          const led = held.some((lock) => lock.name?.startsWith(`${name} ${begins}`));
          await first(led ? LEADER_ANSWERS_WITHIN : 0);
        });
      } catch (error) {
        if ((error as Error)?.name !== "SecurityError") throw error;
        alone = true;
        await first(ANSWER_WITHIN);
      }
    },
    join: (whose) =>
      new Promise((resolve) => {
        person = whose;
        decided = resolve;
        say({ kind: "here" });
        if (alone) become();
        else request({ ifAvailable: true });
      }),
    stop() {
      if (stopping.signal.aborted) return;
      say({ kind: "gone" });
      stopping.abort();
      waiting.abort();
      endWatch();
      release();
      channel?.close();
    },
  };
}
