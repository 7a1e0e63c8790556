/** A real Prometheus that scrapes what the test names, once a second. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../src/demo/ports.ts";
import { Arrivals } from "./process/arrivals.ts";
import { startTestChild } from "./process/children.ts";
import { disposeWithTest } from "./process/lifetime.ts";

export interface PrometheusOptions {
  /** Where `/metrics` is, by job. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly rules: string;
}

export interface Prometheus extends AsyncDisposable {
  /** Resolves when it has stored what the targets say now, twice, so that rates are known. */
  scraped(): Promise<void>;
  /** The samples that an expression gives. Rejects with what is wrong with it. */
  query(expression: string): Promise<readonly Sample[]>;
  /** The names of the alert rules that it has loaded. */
  alerts(): Promise<readonly string[]>;
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [at: number, value: string];
}

export async function startPrometheus({ jobs, rules }: PrometheusOptions): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-prometheus-"));
  const scrapes = new Arrivals<string>("scrapes");
  // It stands between the two, to tell when Prometheus asks. What it asks after that is stored after what it asked before.
  const between = createServer(async ({ url = "" }, response) => {
    const job = url.slice(1);
    scrapes.take(job);
    const answer = await fetch(`${jobs[job]}/metrics`);
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  const { port } = between.address() as AddressInfo;
  const config = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [rules],
    scrape_configs: Object.keys(jobs).map((job) => ({
      job_name: job,
      metrics_path: `/${job}`,
      static_configs: [{ targets: [`127.0.0.1:${port}`] }],
    })),
  };
  await writeFile(join(folder, "prometheus.yml"), JSON.stringify(config));
  const own = `127.0.0.1:${await freePort()}`;
  const lines = new Arrivals<string>("Prometheus");
  const child = await startTestChild({
    name: "prometheus",
    command: "prometheus",
    args: [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${own}`,
    ],
    onLine: (line) => lines.take(line),
  });
  await lines.next((line) => line.includes("Server is ready to receive web requests"));
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`http://${own}/api/v1/${path}`);
    const { data, error } = (await answer.json()) as { readonly data: T; readonly error?: string };
    if (error !== undefined) throw new Error(error);
    return data;
  };
  return disposeWithTest({
    async scraped() {
      const from = scrapes.all.length;
      for (const job of Object.keys(jobs)) {
        const enough = (name: string) =>
          name === job && scrapes.all.slice(from).filter((one) => one === job).length >= 3;
        await scrapes.next(enough);
      }
    },
    async query(expression: string) {
      const { result } = await ask<{ readonly result: readonly Sample[] }>(
        `query?query=${encodeURIComponent(expression)}`,
      );
      return result;
    },
    async alerts() {
      const { groups } = await ask<{
        readonly groups: readonly { readonly rules: readonly { readonly name: string }[] }[];
      }>("rules");
      return groups.flatMap((group) => group.rules.map(({ name }) => name));
    },
    async [Symbol.asyncDispose]() {
      await child.stop("SIGKILL");
      between.closeAllConnections();
      await new Promise((resolve) => between.close(resolve));
      await rm(folder, { recursive: true });
    },
  });
}

/** What promtool says of its arguments. Rejects where it finds a mistake. */
export async function promtool(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("promtool", [...args]);
  return stdout;
}
