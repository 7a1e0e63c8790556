/** The tokens of the person, what is kept of them over a reload, and their renewal. */
import type { ChatOptions } from "./interface.ts";
import { ChatError, type Requests } from "./requests.ts";
import type { KeptText, Surroundings } from "./surroundings.ts";

/** Renewal begins this long before a token ends, in ms. */
const EARLY = 90_000;
/** By a clock that is ahead, a new token has ended: then the stream says when it is time. */
const YOUNG = 600_000;

export interface Credentials {
  readonly token: string;
  readonly entity: string;
  /** In ms since the epoch, by the server's clock. */
  readonly expires: number;
  /** When it came, by this clock. */
  readonly got: number;
  /** Of visitors. */
  readonly renewal?: string;
  /** Whose login it was; of visitors none. */
  readonly login?: string;
}

/** Those of one person share a connection. */
export function personOf({ login, entity }: Credentials): string {
  return login === undefined ? `visitor ${entity}` : `login ${login}`;
}

/** When it is time for another token, by this clock. */
export function renewalDue({ expires, got }: Credentials): number {
  return Math.max(expires - EARLY, got + YOUNG);
}

/** Says whose login it is, without a check: that is the gateway's. */
export function loginOf(jwt: string): string {
  try {
    const claims = jwt.split(".")[1] ?? "";
    const { iss, sub } = JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/")));
    return JSON.stringify([iss, sub]);
  } catch {
    return "";
  }
}

interface TokenAnswer {
  readonly token: string;
  readonly entity: string;
  readonly expires: number | string;
  readonly renewal?: string | null;
}

export interface Tokens {
  readonly current: Credentials | undefined;
  /** Takes what is known or stored, if it is of this login; `undefined`: of a visitor. */
  recall(login: string | undefined): boolean;
  /** Takes those that another tab has, where they are newer. */
  adopt(credentials: Credentials): void;
  /** The first token of a family. */
  begin(jwt: string | undefined): Promise<void>;
  /** Gets another token in place of `used`, unless that has happened already. */
  renew(used: string): Promise<void>;
  /** Position of the stream, for whoever reloads the page. */
  position(): string | undefined;
  keepPosition(position: string): void;
  /** Forgets all that is stored, and gives it. */
  forget(): Credentials | undefined;
}

export interface TokensParts {
  readonly surroundings: Surroundings;
  readonly requests: Requests;
  readonly options: ChatOptions;
  /** Under which things are stored. */
  readonly name: string;
  /** Asks the other tabs for newer credentials, which are adopted before it resolves. */
  readonly askOthers: () => Promise<void>;
  readonly changed: (credentials: Credentials) => void;
}

export function createTokens(parts: TokensParts): Tokens {
  const { requests, options, surroundings, name: key } = parts;
  const { tabStorage, browserStorage, now } = surroundings;
  const positionKey = `${key} position`;
  const shelves = (
    options.remember === "nothing"
      ? []
      : options.remember === "browser"
        ? [tabStorage, browserStorage]
        : [tabStorage]
  ).filter((shelf) => shelf !== undefined);
  // The position is each tab's own; a new tab begins with that of any other.
  const shelf = options.remember === "browser" ? browserStorage : shelves[0];
  let current: Credentials | undefined;
  let renewing: Promise<void> | undefined;

  const stored = (): Credentials | undefined => {
    try {
      return JSON.parse(shelf?.getItem(key) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  };

  const take = (credentials: Credentials) => {
    current = credentials;
    put(shelf, key, JSON.stringify(credentials));
  };

  const isNewer = (other: Credentials | undefined): other is Credentials =>
    other !== undefined &&
    (current === undefined || (personOf(other) === personOf(current) && other.expires > current.expires));

  async function ask(token: string | undefined, body: object | undefined, login: string | undefined) {
    const { renewal, expires, ...answer } = await requests.json<TokenAnswer>("POST", "/token", {
      token,
      body,
    });
    take({
      token: answer.token,
      entity: answer.entity,
      expires: new Date(expires).getTime(),
      got: now(),
      ...(renewal && { renewal }),
      ...(login !== undefined && { login }),
    });
    if (current) parts.changed(current);
  }

  async function another(used: string): Promise<void> {
    const newest = stored();
    if (isNewer(newest)) take(newest);
    // A renewal secret that is not the newest ends the chat, so the newest is looked for wherever it may be.
    if (current?.renewal && current.token === used) await parts.askOthers();
    if (current === undefined || current.token !== used) return;
    const { renewal, login } = current;
    if (renewal) return ask(undefined, { renewal }, undefined);
    try {
      await ask(used, undefined, login);
    } catch (error) {
      if (!(error instanceof ChatError) || error.passing || !options.login) throw error;
      const jwt = await options.login();
      if (loginOf(jwt) !== login) throw new ChatError({ title: "Somebody else has signed in", status: 401 });
      await ask(jwt, undefined, login);
    }
  }

  return {
    get current() {
      return current;
    },
    recall(login) {
      const found = current ?? stored();
      current = found?.login === login ? found : undefined;
      return current !== undefined;
    },
    adopt(credentials) {
      if (isNewer(credentials)) take(credentials);
    },
    begin: (jwt) => ask(jwt, undefined, jwt === undefined ? undefined : loginOf(jwt)),
    renew(used) {
      renewing ??= another(used).finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
    position() {
      for (const one of shelves) {
        const [position, entity] = read(one, positionKey)?.split(" ") ?? [];
        if (position && entity === current?.entity) return position;
      }
      return undefined;
    },
    keepPosition(position) {
      for (const one of shelves) put(one, positionKey, `${position} ${current?.entity}`);
    },
    forget() {
      const forgotten = current ?? stored();
      current = undefined;
      for (const one of shelves) for (const name of [key, positionKey]) remove(one, name);
      return forgotten;
    },
  };
}

/** A full or blocked storage must not end the chat. */
function put(storage: KeptText | undefined, name: string, text: string): void {
  try {
    storage?.setItem(name, text);
  } catch {}
}

function read(storage: KeptText, name: string): string | null {
  try {
    return storage.getItem(name);
  } catch {
    return null;
  }
}

function remove(storage: KeptText, name: string): void {
  try {
    storage.removeItem(name);
  } catch {}
}
