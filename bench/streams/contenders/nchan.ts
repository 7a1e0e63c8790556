/** nginx with nchan: one worker, everything in memory. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Child, freePort, startChild } from "../../from-src.ts";
import { channels } from "./by-path.ts";
import type { Contender } from "./contender.ts";

const NGINX = "/usr/sbin/nginx";
const MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so";

/** Why it cannot be measured here, if so. */
export function lackOfNchan(): string | undefined {
  const missing = [NGINX, MODULE].find((path) => !existsSync(path));
  return missing === undefined
    ? undefined
    : `there is no ${missing} (Debian: apt-get install libnginx-mod-nchan)`;
}

export async function startNchan(parent: string, files: number): Promise<Contender> {
  const folder = join(parent, "nchan");
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const file = join(folder, "nginx.conf");
  await writeFile(file, configuration(folder, port, files));
  const child = await startChild({ name: "nginx", command: NGINX, args: ["-p", folder, "-c", file] });
  const pid = await workerOf(child, port);
  return {
    ...channels,
    title: "nginx with nchan",
    way: { kind: "events", port, hello: ": hi" },
    pid,
    tail: child.tail,
    [Symbol.asyncDispose]: () => child.stop("SIGTERM").then(() => {}),
  };
}

function configuration(folder: string, port: number, files: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  return `load_module ${MODULE};
daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
worker_rlimit_nofile ${files};
pid ${join(folder, "nginx.pid")};
error_log stderr error;
events { worker_connections ${files}; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${temporary.join("\n  ")}
  server {
    listen 127.0.0.1:${port};
    location ~ ^/sub/(\\w+)$ {
      nchan_subscriber eventsource;
      nchan_channel_id $1;
      nchan_message_buffer_length 1000;
      nchan_message_timeout 24h;
      nchan_eventsource_ping_interval 15;
    }
    location ~ ^/pub/(\\w+)$ {
      nchan_publisher;
      nchan_channel_id $1;
      nchan_message_buffer_length 1000;
      nchan_message_timeout 24h;
    }
  }
}
`;
}

/** The worker holds the connections; it is there soon after its master. */
async function workerOf({ pid, running, tail }: Child, port: number): Promise<number> {
  for (let tries = 0; running && tries < 500; tries++) {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    if (
      Number(child) > 0 &&
      (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) !== undefined
    ) {
      return Number(child);
    }
    await delay(10);
  }
  throw new Error(`nginx did not start: ${tail.slice(-5).join(" | ")}`);
}
