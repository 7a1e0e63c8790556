/**
 * What systemd is told of this process (sd_notify(3)): that it is ready, that it stops, and that it is alive (watchdog).
 *
 * It wants a datagram on a socket of the file system, which Node cannot send. `systemd-notify`, which is where systemd is,
 * sends it instead, in a few milliseconds. The unit therefore needs `NotifyAccess=all`.
 */
import { spawn } from "node:child_process";
import type { Logger } from "./log.ts";

export interface SupervisorOptions {
  /** Where systemd says what it wants: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
}

/** Each does nothing more where nobody wants to know. */
export interface Supervisor extends AsyncDisposable {
  /** `status` is for people: `systemctl status` shows it. */
  ready(status: string): void;
  /** While the configuration is read anew. */
  reloading(read: () => void): void;
  stopping(): void;
}

export function createSupervisor({ env, log }: SupervisorOptions): Supervisor {
  const { NOTIFY_SOCKET = "", PATH, WATCHDOG_USEC = "0", WATCHDOG_PID = String(process.pid) } = env;
  const able = NOTIFY_SOCKET !== "";
  let ready = false;
  let told = Promise.resolve();
  /** A systemd that is busy for some seconds, or a machine short of processes, is told with the next ping. */
  let untold: readonly string[] = [];
  /** After what was told before. */
  const tell = (...assignments: string[]): void => {
    told = told.then(async () => {
      if (!able) return;
      const all = [...new Set([...untold, ...assignments])];
      // None of the settings, which hold secrets, are for that program.
      const failed = await notify(all, { NOTIFY_SOCKET, PATH });
      if (failed !== undefined && untold.length === 0) {
        log.warn(
          `systemd cannot be told of this process: ${failed}; without systemd-notify the unit needs Type=exec`,
        );
      }
      untold = failed === undefined ? [] : all;
    });
  };
  const watched = able && WATCHDOG_PID === String(process.pid) && Number(WATCHDOG_USEC) > 0;
  // Twice in the time after which systemd acts. The loop of events sends it: a process in which that stands still is ended.
  const every = Number(WATCHDOG_USEC) / 1_000 / 2;
  const watchdog = watched ? setInterval(() => tell("WATCHDOG=1"), every).unref() : undefined;
  return {
    ready(status) {
      ready = true;
      tell("READY=1", `STATUS=${status}`);
    },
    reloading(read) {
      if (ready) tell("RELOADING=1");
      read();
      if (ready) tell("READY=1");
    },
    stopping: () => tell("STOPPING=1", "STATUS=draining"),
    async [Symbol.asyncDispose]() {
      clearInterval(watchdog);
      await told;
    },
  };
}

/** Gives the reason where it failed. */
function notify(assignments: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn("systemd-notify", assignments, { env, stdio: "ignore" });
    child.on("error", (error) => resolve(error.message));
    child.on("close", (status) => resolve(status === 0 ? undefined : `systemd-notify ended with ${status}`));
  });
}
