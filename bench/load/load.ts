import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FromLoad, LoadOptions, Measured, Stretch } from "./protocol.ts";

/** Controls the process that generates the load, one stretch at a time. */
export class Load {
  readonly pid: number;
  readonly #process: ChildProcess;
  #listener: (what: FromLoad) => void = () => {};

  private constructor(child: ChildProcess) {
    this.#process = child;
    this.pid = child.pid ?? 0;
    child.on("message", (what: FromLoad) => this.#listener(what));
    child.on("exit", () => this.#listener({ kind: "failed", reason: "its process has ended" }));
  }

  /** Starts it and waits until it is attached. */
  static async start(options: LoadOptions): Promise<Load> {
    const script = fileURLToPath(new URL("./generator.js", import.meta.url));
    const load = new Load(fork(script, [JSON.stringify(options)]));
    await load.#until("ready");
    return load;
  }

  /** Runs a stretch; `onMoment` is called as the measured time begins and ends. Rejects where the load fails. */
  async run(stretch: Stretch, onMoment: (moment: "begin" | "end") => void): Promise<Measured> {
    this.#process.send(stretch);
    const last = await this.#until("measured", onMoment);
    return last.measured;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener = () => {};
    this.#process.kill();
  }

  #until<K extends FromLoad["kind"]>(
    kind: K,
    onMoment: (moment: "begin" | "end") => void = () => {},
  ): Promise<FromLoad & { kind: K }> {
    return new Promise((resolve, reject) => {
      this.#listener = (what) => {
        if (what.kind === kind) resolve(what as FromLoad & { kind: K });
        else if (what.kind === "failed") reject(new Error(`the load generator failed: ${what.reason}`));
        else if (what.kind === "begin" || what.kind === "end") onMoment(what.kind);
      };
    });
  }
}
