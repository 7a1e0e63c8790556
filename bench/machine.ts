import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";

/** Describes the machine on which the numbers were measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
  readonly kernel: string;
  /** Runnable processes, averaged over the minute before the run: what else was going on. */
  readonly load: string;
  readonly versions: Readonly<Record<string, string>>;
}

export function describeMachine(versions: Readonly<Record<string, string>>): Machine {
  const system = /^PRETTY_NAME="?([^"\n]*)/m.exec(readIfThere("/etc/os-release"))?.[1] ?? process.platform;
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memory: totalmem(),
    system,
    kernel: release(),
    load: readIfThere("/proc/loadavg").split(" ")[0] ?? "unknown",
    versions: { node: process.version.slice(1), ...versions },
  };
}

export interface Python {
  readonly command: string;
  readonly version: string;
  readonly slixmpp: string;
}

/** A Python 3 that can import slixmpp, `undefined` where there is none. Debian's own may hide behind another. */
export function pythonWithSlixmpp(): Python | undefined {
  const script = "import sys, slixmpp; print('%d.%d.%d' % sys.version_info[:3], slixmpp.__version__)";
  for (const command of ["python3", "/usr/bin/python3"]) {
    try {
      const output = execFileSync(command, ["-c", script], { encoding: "utf8", stdio: "pipe" });
      const [version, slixmpp] = output.trim().split(/\s+/).slice(-2);
      if (version !== undefined && slixmpp !== undefined) return { command, version, slixmpp };
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
