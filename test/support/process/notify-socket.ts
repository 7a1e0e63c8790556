/** The socket on which systemd would listen (sd_notify(3)). Python hears it, since Node has no datagram sockets of this kind. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Arrivals } from "./arrivals.ts";
import { startTestChild } from "./children.ts";
import { disposeWithTest } from "./lifetime.ts";

const LISTENER = `
import json, socket, sys
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind(sys.argv[1])
print("listening", flush=True)
while True:
    text = heard.recv(4096).decode()
    print(json.dumps(text.split("\\n")), flush=True)
`;

export interface NotifySocket {
  readonly path: string;
  /** What was told, assignment by assignment, without the pings of the watchdog. */
  readonly told: Arrivals<string>;
  readonly pings: Arrivals<string>;
}

/** A path for such a socket, on which nobody listens yet. */
export async function notifyPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-notify-"));
  disposeWithTest({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
  return join(folder, "notify");
}

export async function startNotifySocket(at?: string): Promise<NotifySocket> {
  const path = at ?? (await notifyPath());
  const told = new Arrivals<string>("systemd");
  const pings = new Arrivals<string>("systemd's watchdog");
  const listening = new Arrivals<string>("the listener");
  const child = await startTestChild({
    name: "notify socket",
    command: "python3",
    args: ["-c", LISTENER, path],
    onLine: (line) => {
      if (!line.startsWith("[")) return listening.take(line);
      for (const assignment of JSON.parse(line) as readonly string[]) {
        if (assignment === "WATCHDOG=1") pings.take(assignment);
        // What systemd-notify adds of itself, and the end of its text, are nothing that we tell.
        else if (!/^(|BARRIER=1|MAINPID=.*)$/.test(assignment)) told.take(assignment);
      }
    },
  });
  disposeWithTest({
    [Symbol.asyncDispose]: async () => {
      await child.stop("SIGKILL");
    },
  });
  await listening.next();
  return { path, told, pings };
}
