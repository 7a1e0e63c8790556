/** All that the module takes from the browser, so that tests can put something else in its place. */

export interface Surroundings {
  readonly fetch: typeof fetch;
  /** In ms since the epoch. It jumps when the machine has slept. */
  readonly now: () => number;
  /** Gives a function that cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly uuid: () => string;
  /** Of the page; `base` may be relative to it. */
  readonly address: string;
  /** sessionStorage; `undefined`: blocked. */
  readonly tabStorage: KeptText | undefined;
  /** localStorage; `undefined`: blocked. */
  readonly browserStorage: KeptText | undefined;
  readonly locks: Locks | undefined;
  /** Opens a BroadcastChannel. */
  readonly channel: ((name: string) => Channel) | undefined;
  /** Listens to events of the window and the document, by their names; gives a function that ends it. */
  readonly listen: (type: PageEvent, listener: () => void) => () => void;
  readonly visible: () => boolean;
}

/** Page Lifecycle has `freeze` and `resume` on the document; they, as `visibilitychange`, bubble to no window. */
export type PageEvent = "visibilitychange" | "freeze" | "resume" | "online" | "pagehide" | "pageshow";

export type KeptText = Pick<Storage, "getItem" | "setItem" | "removeItem">;
export type Locks = Pick<LockManager, "request" | "query">;
export type Channel = Pick<BroadcastChannel, "postMessage" | "close" | "onmessage">;

const OF_DOCUMENT: readonly PageEvent[] = ["visibilitychange", "freeze", "resume"];

export function browserSurroundings(): Surroundings {
  return {
    fetch: (...request) => fetch(...request),
    now: Date.now,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    uuid,
    address: location.href,
    tabStorage: allowed(() => sessionStorage),
    browserStorage: allowed(() => localStorage),
    // Missing in pages that came by plain HTTP.
    locks: navigator.locks,
    channel:
      typeof BroadcastChannel === "undefined" ? undefined : (name: string) => new BroadcastChannel(name),
    listen: (type, listener) => {
      const target = OF_DOCUMENT.includes(type) ? document : window;
      target.addEventListener(type, listener);
      return () => target.removeEventListener(type, listener);
    },
    visible: () => document.visibilityState === "visible",
  };
}

/** A browser that blocks storage throws when it is named, or when it is used. */
function allowed(storage: () => Storage): Storage | undefined {
  try {
    const found = storage();
    found.getItem("");
    return found;
  } catch {
    return undefined;
  }
}

/** A random UUID (RFC 9562 §5.4). `crypto.randomUUID` is missing in pages that came by plain HTTP. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, place) =>
    (place === 6 ? (byte & 15) | 64 : place === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, "0"),
  );
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
