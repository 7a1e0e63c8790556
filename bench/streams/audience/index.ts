import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FromAudience, Measured, Task, Way } from "./protocol.ts";

export type { Letter, Measured, Publishing, Way } from "./protocol.ts";

/** Controls a process that plays browsers, one task at a time. */
export class Browsers {
  readonly #process: ChildProcess;
  #listener: (what: FromAudience) => void = () => {};

  private constructor(child: ChildProcess) {
    this.#process = child;
    child.on("message", (what: FromAudience) => this.#listener(what));
    child.on("exit", () => this.#listener({ kind: "failed", reason: "their process has ended" }));
  }

  static async start(way: Way): Promise<Browsers> {
    const script = fileURLToPath(new URL("./process.js", import.meta.url));
    const browsers = new Browsers(fork(script, [JSON.stringify(way)]));
    await browsers.#until("ready");
    return browsers;
  }

  async open(heads: readonly string[]): Promise<void> {
    await this.#run({ kind: "open", heads });
  }

  async close(): Promise<void> {
    await this.#run({ kind: "close" });
  }

  /** Runs a task that measures. */
  async measure(task: Task): Promise<Measured> {
    const { measured } = await this.#run(task);
    if (measured === undefined) throw new Error(`nothing was measured by ${task.kind}`);
    return measured;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener = () => {};
    this.#process.kill();
  }

  #run(task: Task): Promise<FromAudience & { kind: "done" }> {
    this.#process.send(task);
    return this.#until("done");
  }

  #until<K extends FromAudience["kind"]>(kind: K): Promise<FromAudience & { kind: K }> {
    return new Promise((resolve, reject) => {
      this.#listener = (what) => {
        if (what.kind === kind) resolve(what as FromAudience & { kind: K });
        else if (what.kind === "failed") reject(new Error(`the browsers failed: ${what.reason}`));
      };
    });
  }
}
