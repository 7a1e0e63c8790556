/** The life of a chat in one tab: who the person is, whether this tab leads, and what the page's own life does to it. */
import { backOff, createPauses } from "./back-off.ts";
import { type Connection, connect, type PollAnswer } from "./connection.ts";
import { createFeed, type Feed } from "./feed.ts";
import type { ChatEvents, ChatOptions, ChatState, HistoryPage, ThreadSummary } from "./interface.ts";
import { ChatError, createRequests, historyPath, type RequestOptions } from "./requests.ts";
import type { PageEvent, Surroundings } from "./surroundings.ts";
import { openTabs, type Said, type Tabs } from "./tabs.ts";
import { createTokens, loginOf, personOf } from "./tokens.ts";

// A renewal is seldom urgent, and an old secret ends the chat.
const NEWEST_WITHIN = 1_000;
const RENEWED_WITHIN = 10_000;

export interface CallOptions extends Pick<RequestOptions, "body" | "keepalive"> {
  /** Tries until there is an answer. */
  readonly patient?: boolean;
  /** A refusal is not told as `problem`. */
  readonly quiet?: boolean;
}

export interface Session {
  readonly entity: string | undefined;
  readonly state: ChatState;
  open(): Promise<void>;
  close(): void;
  leave(): Promise<void>;
  /** A request of the person. Throws a `ChatError`, and tells it as `problem`. */
  call<T>(method: string, path: string, options?: CallOptions): Promise<T>;
}

interface Opening {
  readonly done: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

const notOpen = () => new ChatError({ title: "The chat is not open" });
const statusOf = (error: unknown) => (error instanceof ChatError ? error.problem.status : undefined);

export function createSession(
  surroundings: Surroundings,
  options: ChatOptions,
  emit: <T extends keyof ChatEvents>(type: T, event: ChatEvents[T]) => void,
): Session {
  const name = `anteroom ${new URL(options.base, surroundings.address).href}`;
  const requests = createRequests(surroundings, options.base);
  const pauses = createPauses(surroundings);
  const tokens = createTokens({ surroundings, requests, options, name, askOthers, changed: tell });
  let state: ChatState = "closed";
  let opening: Opening | undefined;
  /** Since `open()`, something was open. */
  let opened = false;
  /** Begun with what was stored. */
  let recalled = false;
  let login: string | undefined;
  /** From `open()` to the end. */
  let life = new AbortController();
  /** As long as the page is awake. */
  let wake = new AbortController();
  let suspended = false;
  let endListening = () => {};
  let tabs: Tabs | undefined;
  let feed: Feed | undefined;
  let connection: Connection | undefined;
  /** Look again whether what they wait for has been said. */
  const checks = new Set<() => void>();

  function change(next: ChatState): void {
    if (next === state) return;
    state = next;
    if (tabs?.leads) tell();
    emit("state", next);
    if (next !== "open") return;
    opened = true;
    opening?.resolve();
  }

  async function patiently<T>(action: () => Promise<T>, signal: AbortSignal, trouble = () => {}): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await action();
      } catch (error) {
        if (signal.aborted) throw notOpen();
        if (!(error instanceof ChatError) || !error.passing) throw error;
        emit("problem", error.problem);
        trouble();
        const { retryAfter } = error;
        const ms = retryAfter ?? backOff(attempt, surroundings.random());
        await pauses.pause(ms, signal, retryAfter !== undefined);
        if (signal.aborted) throw notOpen();
      }
    }
  }

  /** Waits until `done`, or for `ms`. */
  function until(done: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        checks.delete(check);
        resolve();
      };
      const check = () => {
        if (done()) end();
      };
      const cancel = surroundings.after(ms, end);
      checks.add(check);
      check();
    });
  }

  // The other tabs.

  /** Tells the others what they must know of this tab. */
  function tell(): void {
    const credentials = tokens.current;
    if (credentials === undefined || tabs === undefined) return;
    const { leads, alone } = tabs;
    tabs.say(
      leads && !alone
        ? { kind: "lead", credentials, state, position: connection?.position }
        : { kind: "also", credentials },
    );
  }

  async function askOthers(): Promise<void> {
    if (!tabs?.others) return;
    tabs.say({ kind: "here" });
    const used = tokens.current?.token;
    await until(() => tokens.current?.token !== used, NEWEST_WITHIN);
  }

  function heard(said: Said, person: string | undefined): void {
    const leads = tabs?.leads ?? false;
    if (said.kind === "here" && (leads || person !== undefined)) tell();
    if (said.kind === "left") {
      tokens.forget();
      close();
    }
    if (said.kind === "look") connection?.look(said.anew);
    if (said.kind === "renew" && leads) tokens.renew(said.used).then(tell, () => {});
    if (said.kind === "arrival" && !leads) feed?.take(said.arrival);
    if (said.kind !== "also" && said.kind !== "lead") return;
    // A new tab takes part in the chat of the first one that answers.
    if (tokens.current !== undefined || said.credentials.login === login) tokens.adopt(said.credentials);
    for (const check of [...checks]) check();
    if (said.kind !== "lead" || leads || feed === undefined) return;
    if (said.position !== undefined) {
      feed.take({ kind: "hello", position: said.position, limited: false });
    }
    if (said.state === "over") over(new ChatError({ title: "The chat is over" }));
    else change(said.state);
  }

  async function renewed(used: string): Promise<void> {
    if (tabs === undefined || tabs.leads) return tokens.renew(used);
    tabs.say({ kind: "renew", used });
    await until(() => tokens.current?.token !== used, RENEWED_WITHIN);
    if (tokens.current?.token === used) {
      throw new ChatError({ title: "The tab with the connection does not answer" }, true);
    }
  }

  // Beginning and end.

  async function begin(signal: AbortSignal): Promise<void> {
    const mine = openTabs({ surroundings, name, heard, lead, follow });
    tabs = mine;
    const jwt = await options.login?.();
    if (signal.aborted) return;
    login = jwt === undefined ? undefined : loginOf(jwt);
    recalled = tokens.recall(login);
    if (opened && !recalled) throw new ChatError({ title: "Somebody else has signed in", status: 401 });
    const join = async () => {
      const credentials = tokens.current;
      if (credentials === undefined || signal.aborted) return;
      feed ??= createFeed(feedParts, tokens.position());
      await mine.join(personOf(credentials));
    };
    if (recalled) return join();
    const begins = login === undefined ? "visitor " : `login ${login}`;
    await mine.inTurn(begins, async (wait) => {
      // Meanwhile another tab may have stored something.
      if (!tokens.recall(login) && wait > 0) {
        mine.say({ kind: "here" });
        await until(() => tokens.current !== undefined, wait);
      }
      if (tokens.current === undefined) {
        await patiently(
          () => tokens.begin(jwt),
          signal,
          () => change("waiting"),
        );
      }
      await join();
    });
  }

  function run(): void {
    wake = new AbortController();
    const { signal } = wake;
    begin(signal).catch((error) => {
      if (!signal.aborted) over(error);
    });
  }

  const feedParts = {
    emit,
    keep: tokens.keepPosition,
    poll: (since: string) =>
      call<PollAnswer>("GET", `/poll?since=${encodeURIComponent(since)}&timeout=0`, { patient: true }),
    threads: async () =>
      (await call<{ threads: readonly ThreadSummary[] }>("GET", "/threads", { patient: true })).threads,
    history: (thread: string, before: number | undefined) =>
      call<HistoryPage>("GET", historyPath(thread, { ...(before !== undefined && { before }) }), {
        patient: true,
      }),
  };

  function lead(): void {
    connection = connect(
      {
        surroundings,
        requests,
        pauses,
        credentials: () => tokens.current,
        renew: (used, signal, trouble) => patiently(() => tokens.renew(used), signal, trouble),
        arrived: (arrival) => {
          feed?.take(arrival);
          if (!tabs?.alone) tabs?.say({ kind: "arrival", arrival });
        },
        changed: change,
        problem: (problem) => emit("problem", problem),
        over,
      },
      feed?.position,
    );
    tell();
  }

  function follow(): void {
    connection?.stop();
    connection = undefined;
  }

  function stop(): void {
    wake.abort();
    follow();
    tabs?.stop();
    tabs = undefined;
  }

  function over(error: unknown): void {
    const ended = statusOf(error) === 401;
    // What was stored is worth nothing any more: the page wants to open a chat, so a new one begins.
    if (ended && recalled && !opened) {
      stop();
      tokens.forget();
      feed = undefined;
      run();
      return;
    }
    if (error instanceof ChatError) emit("problem", error.problem);
    change("over");
    end(error);
    if (ended) tokens.forget();
  }

  function end(error: unknown): void {
    stop();
    life.abort();
    endListening();
    feed = undefined;
    opening?.reject(error);
    opening = undefined;
    suspended = false;
  }

  function close(): void {
    end(notOpen());
    change("closed");
  }

  // The life of the page.

  function look(anew: boolean): void {
    pauses.wake();
    if (connection) connection.look(anew);
    else tabs?.say({ kind: "look", anew });
  }

  function suspend(): void {
    if (suspended) return;
    suspended = true;
    stop();
    change("waiting");
  }

  function revive(): void {
    if (!suspended) return;
    suspended = false;
    run();
  }

  const lives: Readonly<Record<PageEvent, () => void>> = {
    visibilitychange: () => {
      if (surroundings.visible()) look(false);
    },
    online: () => look(true),
    freeze: suspend,
    resume: revive,
    pagehide: () => {
      const token = tokens.current?.token;
      if (options.leaveAtPageHide && token !== undefined && !suspended && !tabs?.others) {
        const body = { available: false };
        requests.fetch("POST", "/presence", { token, body, keepalive: true }).catch(() => {});
      }
      suspend();
    },
    pageshow: revive,
  };

  const revoke = (token: string) => requests.json("DELETE", "/token", { token, keepalive: true });

  async function call<T>(
    method: string,
    path: string,
    { patient, quiet, ...rest }: CallOptions = {},
  ): Promise<T> {
    const { signal } = life;
    const once = async (): Promise<T> => {
      const used = tokens.current?.token;
      if (used === undefined || signal.aborted) throw notOpen();
      try {
        return await requests.json(method, path, { ...rest, token: used });
      } catch (error) {
        if (statusOf(error) !== 401) throw error;
        await renewed(used);
        return requests.json(method, path, { ...rest, token: tokens.current?.token });
      }
    };
    try {
      return await (patient ? patiently(once, signal) : once());
    } catch (error) {
      if (error instanceof ChatError && !quiet && !signal.aborted) emit("problem", error.problem);
      throw error;
    }
  }

  return {
    get entity() {
      return tokens.current?.entity;
    },
    get state() {
      return state;
    },
    open() {
      if (opening) return opening.done;
      let settle: Pick<Opening, "resolve" | "reject"> | undefined;
      const done = new Promise<void>((resolve, reject) => {
        settle = { resolve, reject };
      });
      opening = { done, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) };
      opened = false;
      suspended = false;
      life = new AbortController();
      const ends = Object.entries(lives).map(([type, listener]) =>
        surroundings.listen(type as PageEvent, listener),
      );
      endListening = () => {
        for (const end of ends) end();
      };
      change("connecting");
      run();
      return done;
    },
    close,
    async leave() {
      tabs?.say({ kind: "left" });
      const forgotten = tokens.forget();
      close();
      if (forgotten === undefined) return;
      const { token, renewal } = forgotten;
      try {
        await revoke(token).catch(async (error) => {
          if (statusOf(error) !== 401 || renewal === undefined) throw error;
          // The token has ended; its family has not.
          const last = await requests.json<{ token: string }>("POST", "/token", { body: { renewal } });
          await revoke(last.token);
        });
      } catch (error) {
        if (statusOf(error) !== 401) throw error;
      }
    },
    call,
  };
}
