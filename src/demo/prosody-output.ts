/** What is read from Prosody's log: it tells that its ports are open, that one is taken, and its version. */

const SERVICES = ["c2s", "component"];

export class ProsodyOutput {
  version = "unknown";
  readonly #lines: string[] = [];
  readonly #open = new Set<string>();
  #changed: () => void = () => {};

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** To be called with every line of the log. */
  readonly take = (line: string): void => {
    this.#lines.push(line);
    this.version = /Prosody version ([\w.~+-]+)/.exec(line)?.[1] ?? this.version;
    const service = /Activated service '([^']+)'/.exec(line)?.[1];
    if (service !== undefined) this.#open.add(service);
    this.#changed();
  };

  /** To be called before each start. */
  reset(): void {
    this.#open.clear();
  }

  /** Resolves with "up" when clients and components can connect, with "port taken" when they will not. */
  started(withComponents: boolean): Promise<"up" | "port taken"> {
    const services = withComponents ? SERVICES : ["c2s"];
    const from = this.#lines.length;
    return new Promise((resolve) => {
      this.#changed = () => {
        if (this.#lines.slice(from).some((line) => line.includes("Failed to open server port")))
          resolve("port taken");
        else if (services.every((service) => this.#open.has(service))) resolve("up");
      };
    });
  }
}
