/**
 * Ends what a test started also when the test never comes to its end: `await using` is not reached when a test hangs
 * and is given up at its timeout. Made outside a test, say in `beforeAll`, a thing is its maker's to dispose.
 */
import { setMaxListeners } from "node:events";
import { onTestFailed, onTestFinished, TestRunner } from "vitest";

/** Disposes the thing when the test is over, however it ended; disposing twice is the same as once. */
export function disposeWithTest<T extends AsyncDisposable>(thing: T): T {
  const dispose = thing[Symbol.asyncDispose].bind(thing);
  let disposed: Promise<void> | undefined;
  const once = (): Promise<void> => {
    disposed ??= Promise.resolve(dispose());
    return disposed;
  };
  Object.defineProperty(thing, Symbol.asyncDispose, { value: once });
  if (inTest()) onTestFinished(once);
  return thing;
}

/** Has a line printed when the test fails, say what a client had received until then. */
export function explainFailure(text: () => string): void {
  if (inTest()) onTestFailed(() => console.error(text()));
}

/** Aborted when the running test is given up. Any number of things may wait for that. */
export function testSignal(): AbortSignal | undefined {
  const signal = TestRunner.getCurrentTest()?.context.signal;
  if (signal !== undefined) setMaxListeners(0, signal);
  return signal;
}

function inTest(): boolean {
  return TestRunner.getCurrentTest() !== undefined;
}
