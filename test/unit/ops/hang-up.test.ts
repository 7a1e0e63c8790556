import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { onHangUp } from "../../../src/ops/hang-up.ts";

/** A process whose terminal, if it has one, is closed by `close`. */
function listening({ terminal }: { readonly terminal: boolean }) {
  const source = new EventEmitter();
  const calls: string[] = [];
  let open = terminal;
  const hangUp = onHangUp({
    source,
    hasTerminal: () => open,
    asked: () => void calls.push("asked"),
    terminalClosed: () => void calls.push("closed"),
  });
  return {
    source,
    calls,
    hangUp,
    close: () => {
      open = false;
    },
  };
}

test.each([true, false])("SIGHUP asks to read the configuration anew; with a terminal: %s", (terminal) => {
  const { source, calls } = listening({ terminal });
  source.emit("SIGHUP");
  source.emit("SIGHUP");
  expect(calls).toEqual(["asked", "asked"]);
});

test("SIGHUP says that the terminal was closed, where it is gone", () => {
  const { source, calls, close } = listening({ terminal: true });
  close();
  source.emit("SIGHUP");
  expect(calls).toEqual(["closed"]);
});

test("nobody listens for SIGHUP afterwards", () => {
  const { source, hangUp } = listening({ terminal: false });
  hangUp[Symbol.dispose]();
  expect(source.listenerCount("SIGHUP")).toBe(0);
});
