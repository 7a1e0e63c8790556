/**
 * A value, or the promise of one. The engine stays synchronous as long as the responder does: a decision without
 * a promise shares the batch of everybody else's, one with a promise waits outside of it.
 */
export type Maybe<T> = T | Promise<T>;

export function isPromise<T>(value: Maybe<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** Goes on with a value as soon as it is there: at once where it is there already. */
export function andThen<A, B>(value: Maybe<A>, next: (value: A) => Maybe<B>): Maybe<B> {
  return isPromise(value) ? value.then(next) : next(value);
}

/** Makes a value, or another one where that throws, now or later. */
export function attempt<T>(make: () => Maybe<T>, failed: (error: unknown) => T): Maybe<T> {
  try {
    const made = make();
    return isPromise(made) ? made.catch(failed) : made;
  } catch (error) {
    return failed(error);
  }
}
