/** Reads Prosody's log, which tells when its ports are open, when one is taken, and its version. */

export class ProsodyOutput {
  version = "unknown";
  readonly #lines: string[] = [];
  #changed: () => void = () => {};

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Takes each line of the log. */
  readonly take = (line: string): void => {
    this.#lines.push(line);
    this.version = /Prosody version ([\w.~+-]+)/.exec(line)?.[1] ?? this.version;
    this.#changed();
  };

  /**
   * Resolves with "up" when clients (and components) can connect, or with "port taken" if a port cannot be opened. Looks
   * only at lines that come from now on. In a log of several starts, each port is opened `starts` times.
   */
  started(withComponents: boolean, starts = 1): Promise<"up" | "port taken"> {
    const services = withComponents ? ["c2s", "component"] : ["c2s"];
    const from = this.#lines.length;
    return new Promise((resolve) => {
      this.#changed = () => {
        const lines = this.#lines.slice(from);
        const times = (text: string) => lines.filter((line) => line.includes(text)).length;
        if (times("Failed to open server port") > 0) resolve("port taken");
        else if (services.every((service) => times(`Activated service '${service}'`) >= starts))
          resolve("up");
        else return;
        this.#changed = () => {};
      };
    });
  }
}
