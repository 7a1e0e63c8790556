/**
 * SIGHUP. An operator sends it to have the configuration read anew. The system sends it when the terminal is closed in which
 * the process runs, and then nobody reads what it writes any more: it ends.
 */
import { isatty } from "node:tty";
import type { SignalSource } from "./shutdown.ts";

export interface HangUpOptions {
  readonly asked: () => void;
  readonly terminalClosed: () => void;
  readonly source?: SignalSource;
  /** Whether the process has a terminal. A descriptor of one that was closed is none any more. */
  readonly hasTerminal?: () => boolean;
}

const DESCRIPTORS = [0, 1, 2];

/** Listens for SIGHUP until it is disposed of. */
export function onHangUp(options: HangUpOptions): Disposable {
  const { asked, terminalClosed, source = process } = options;
  const { hasTerminal = () => DESCRIPTORS.some((descriptor) => isatty(descriptor)) } = options;
  const had = hasTerminal();
  const listener = (): void => {
    if (had && !hasTerminal()) terminalClosed();
    else asked();
  };
  source.on("SIGHUP", listener);
  return { [Symbol.dispose]: () => void source.off("SIGHUP", listener) };
}
