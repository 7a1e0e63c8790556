/** What a page remembers over a reload. Where the browser forbids storage, the page works and forgets. */

export interface Remembered<Value> {
  load(): Value | undefined;
  save(value: Value): void;
  forget(): void;
}

export function remembered<Value>(kind: "sessionStorage" | "localStorage", key: string): Remembered<Value> {
  const attempt = <Result>(act: (storage: Storage) => Result): Result | undefined => {
    try {
      return act(window[kind]);
    } catch {
      return undefined;
    }
  };
  return {
    load: () =>
      attempt((storage) => {
        const text = storage.getItem(key);
        return text === null ? undefined : JSON.parse(text);
      }),
    save: (value) => attempt((storage) => storage.setItem(key, JSON.stringify(value))),
    forget: () => attempt((storage) => storage.removeItem(key)),
  };
}

/** Whether something is there after a reload. */
export function keeps(kind: "sessionStorage" | "localStorage"): boolean {
  try {
    return window[kind] !== null;
  } catch {
    return false;
  }
}
