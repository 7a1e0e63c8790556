/** What Prometheus and Grafana are given, by the real Prometheus, which scrapes a real `serve` at work. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { freePort } from "../../src/demo/ports.ts";
import { gatewayEnv, gatewayUrl, visit } from "../support/gateway/gateway.ts";
import { launchAnteroom } from "../support/process/anteroom-process.ts";
import { promtool, startPrometheus } from "../support/prometheus.ts";
import { BOT, newcomer, startHelpDesk } from "../support/rooms/help-desk.ts";
import { enter, filled, reaches, visitor } from "../support/rooms/room-desk.ts";
import { answerOf, give } from "../support/rooms/rooms.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const RULES = at("../../examples/monitoring/alerts.yml");
const CASES = at("../support/monitoring/alerts.test.yml");
const DASHBOARD = at("../../examples/monitoring/dashboard.json");

const STRAY = "stray.localhost";

/** They are 0 while nothing waits. */
const OF_WAITING = [
  "anteroom_database_waiting",
  "anteroom_mailbox_backlog",
  "anteroom_outbox_oldest_seconds",
  "anteroom_outbox_unconfirmed",
  "anteroom_timers_overdue_seconds",
];

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const { panels, templating, schemaVersion, uid } = JSON.parse(readFileSync(DASHBOARD, "utf8"));
const shown: readonly { readonly title: string; readonly expr: string }[] = (
  panels as readonly Panel[]
).flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
const rules = readFileSync(RULES, "utf8");
const names = (text: string) => new Set(text.match(/\b(anteroom|process|nodejs)_[a-z0-9_]+\b/g));

/** Like `/metrics`: each metric that it has, with its greatest sample. */
function greatest(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [, name = "", value] of text.matchAll(/^([a-z_0-9]+)(?:\{.*\})? (\S+)$/gm)) {
    found.set(name, Math.max(found.get(name) ?? 0, Number(value)));
  }
  return found;
}

const declared = (text: string) =>
  [...text.matchAll(/^# TYPE (anteroom_\S+) /gm)].map(([, name = ""]) => name);

test("the alert rules are right by Prometheus' own tool, and each of them fires and stays silent as it should", async () => {
  await promtool("check", "rules", RULES);
  expect(await promtool("test", "rules", CASES)).toContain("SUCCESS");
  const tested = readFileSync(CASES, "utf8");
  for (const [, alert = ""] of rules.matchAll(/- alert: (\w+)/g))
    expect(tested).toContain(`alertname: ${alert}\n`);
});

test("all metrics come from real traffic; rules and dashboard use no other, and Prometheus takes each expression", async () => {
  const port = await freePort();
  const desk = await startHelpDesk({
    subdomains: [STRAY],
    env: {
      ...gatewayEnv(port),
      ANTEROOM_ROOMS_SERVICE: "conference.localhost",
      ANTEROOM_ROOMS_QUEUES: '{"default": {"ready": 2}, "night": {"ready": 1}}',
    },
  });
  // Another subdomain, whose MUC service is not there.
  const stray = await launchAnteroom({
    ...desk.options,
    domain: STRAY,
    env: { ANTEROOM_ROOMS_SERVICE: "nowhere.localhost" },
  });
  // People in browsers, in IM clients and in rooms; in one queue staff is there, in the other somebody waits in vain.
  const vic = await visit(gatewayUrl(port));
  await vic.open();
  await vic.ask("/new task Bread");
  await vic.ask("tomorrow");
  await vic.send("yes");
  await vic.message(({ text }) => text === "Created.");
  const alice = await newcomer(desk, "alice");
  await alice.asks(BOT, "/new task");
  await alice.asks(BOT, "/abort");
  await alice.asks(BOT, "/new task");
  await filled(desk, 2);
  const taken = await give(desk.database, "take_room", { staff: "Sam" });
  await enter(await visitor(desk, "sam"), taken);
  await reaches(desk, taken.room_id, "staff_waiting");
  await answerOf(desk.database, "join_line", { client: "Cleo", queue: "night" });
  await stray.logs("the server makes no room for the pool");

  const jobs = { anteroom: desk.anteroom.opsUrl, stray: stray.opsUrl };
  const prometheus = await startPrometheus({ jobs, rules: RULES });
  await prometheus.scraped();

  const [text = "", ofStray = ""] = await Promise.all(
    Object.values(jobs).map(async (url) => (await fetch(`${url}/metrics`)).text()),
  );
  expect(greatest(ofStray).get("anteroom_rooms_refused_total")).toBeGreaterThan(0);
  const found = greatest(text);
  const samples = (name: string) => found.get(name) ?? found.get(`${name}_count`);
  expect(
    declared(text)
      .filter((name) => !((samples(name) ?? 0) > 0))
      .sort(),
  ).toEqual([...OF_WAITING, "anteroom_rooms_refused_total"].sort());
  for (const name of OF_WAITING) expect(samples(name)).toBeDefined();
  expect(text).toContain('anteroom_line_waiting{queue="night"} 1');
  expect(text).toContain('anteroom_desk_open{queue="default"} 1');
  expect(text).toContain('anteroom_desk_open{queue="night"} 0');
  expect(text).toContain('anteroom_conversations_ended_total{status="complete"} 1');
  expect(text).toContain('anteroom_conversations_ended_total{status="aborted"} 1');
  expect(text).toContain("anteroom_conversations_started_total 3");
  expect(text).toContain("anteroom_conversations_ongoing 1");

  // No metric is used that there is not.
  const known = new Set([...found.keys(), ...declared(text)]);
  const unknown = [...names(rules), ...shown.flatMap(({ expr }) => [...names(expr)])].filter(
    (name) => !known.has(name),
  );
  expect(unknown).toEqual([]);

  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, alert]) => alert);
  expect(await prometheus.alerts()).toEqual(alerts);
  const empty: string[] = [];
  for (const { title, expr } of shown) {
    const asked = expr.replaceAll("$job", "anteroom|stray").replaceAll("$__rate_interval", "1m");
    expect(asked).not.toContain("$");
    if ((await prometheus.query(asked)).length === 0) empty.push(title);
  }
  expect(empty).toEqual([]);
});

test("the dashboard has what Grafana asks of one: ids, places that do not overlap, a source and a job to choose", () => {
  expect(uid).toMatch(/^[\w-]{1,40}$/);
  expect(schemaVersion).toBeGreaterThanOrEqual(36);
  const taken = new Set<string>();
  const ids = new Set<number>();
  for (const { id, title, type, gridPos, targets = [], datasource } of panels) {
    expect(title).not.toBe("");
    expect(["row", "stat", "timeseries"]).toContain(type);
    expect(ids.has(id)).toBe(false);
    ids.add(id);
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(taken.has(`${x},${y}`)).toBe(false);
        taken.add(`${x},${y}`);
      }
    }
    if (type === "row") continue;
    expect(datasource.type).toBe("prometheus");
    expect(datasource.uid).toMatch(/^\$\{source\}$/);
    expect(targets.map(({ refId }: { refId: string }) => refId)).toEqual(["A", "B"].slice(0, targets.length));
  }
  const variables = templating.list.map(
    ({ name, type }: { name: string; type: string }) => `${name}: ${type}`,
  );
  expect(variables).toEqual(["source: datasource", "job: query"]);
});
