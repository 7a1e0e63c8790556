import { expect, test } from "vitest";
import { type Condition, RequestTimeout, StanzaError } from "../../../../src/errors.ts";
import { MucHost } from "../../../../src/rooms/runtime/muc-host.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";
import { recordedLog } from "../../../support/process/recorded-log.ts";

type Says = Condition | "nothing" | "yes";

/** A service that says of itself what the test wants, and what follows from that. */
function watch(first: Says) {
  let says = first;
  const time = new FakeScheduler();
  const { log, lines } = recordedLog();
  const followed: string[] = [];
  const service = new MucHost({
    muc: {
      async service(domain, timeoutMs) {
        if (says === "nothing") throw new RequestTimeout(domain, timeoutMs);
        if (says !== "yes") throw new StanzaError(says);
      },
    },
    service: "rooms.example.org",
    owner: "rooms@help.example.org",
    scheduler: time,
    log,
    there: (again) => followed.push(again ? "there again" : "there"),
    absent: () => followed.push("absent"),
    gone: () => followed.push("gone"),
  });
  const settle = () => new Promise<void>(setImmediate);
  return {
    service,
    followed,
    told: (level: string) => lines.all.filter((line) => line.level === level),
    now: (next: Says) => {
      says = next;
    },
    async doubt() {
      service.doubt("a room did not answer");
      await settle();
    },
    async passes(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        time.advance(1_000);
        await settle();
      }
    },
  };
}

const NOT_THERE: readonly Condition[] = [
  "remote-server-not-found",
  "remote-server-timeout",
  "service-unavailable",
  "item-not-found",
  "feature-not-implemented",
];

test.each(NOT_THERE)(
  "a service of which the server says %s is told once, and gone after 30 s",
  async (condition) => {
    const { service, followed, told, doubt, passes } = watch(condition);
    await doubt();
    expect(service.absent).toBe(true);
    expect(followed).toEqual(["absent"]);
    const [line] = told("error");
    expect(line).toMatchObject({ service: "rooms.example.org", reason: condition });
    expect(line?.cure).toContain("rooms.example.org");
    await passes(29);
    expect(followed).toEqual(["absent"]);
    await passes(6);
    expect([...new Set(followed)]).toEqual(["absent", "gone"]);
    await passes(60);
    expect(told("error")).toHaveLength(1);
  },
);

test("a service that is away for a moment loses nothing, and is looked for until it is there", async () => {
  const { service, followed, told, now, doubt, passes } = watch("remote-server-not-found");
  await doubt();
  await passes(12);
  now("yes");
  await passes(60);
  expect(service.absent).toBe(false);
  expect(followed).toEqual(["absent", "there again"]);
  expect(told("info").map(({ msg }) => msg)).toEqual(["the MUC service is there again"]);
  // A second time begins anew.
  now("remote-server-not-found");
  await doubt();
  await passes(29);
  expect(followed).toEqual(["absent", "there again", "absent"]);
  expect(told("error")).toHaveLength(2);
});

test.each<Says>(["nothing", "internal-server-error", "resource-constraint"])(
  "a service that answers %s is told once, and never taken for gone",
  async (says) => {
    const { service, followed, told, doubt, passes } = watch(says);
    await doubt();
    await passes(600);
    expect(service.absent).toBe(false);
    expect(followed).toEqual([]);
    expect(told("error")).toHaveLength(1);
    if (says === "nothing") expect(told("error")[0]?.cure).toContain("rooms.service");
  },
);

test("a server that is silent while it tries to reach the service takes nothing back", async () => {
  const { service, followed, now, doubt, passes } = watch("remote-server-not-found");
  await doubt();
  now("nothing");
  await passes(60);
  expect(service.absent).toBe(true);
  expect(followed).toContain("gone");
});

test("a room that answers shows that the service is there", async () => {
  const { service, followed, doubt } = watch("service-unavailable");
  await doubt();
  service.sure();
  expect(service.absent).toBe(false);
  expect(followed).toEqual(["absent", "there again"]);
});

test("a service that is there, with rooms that do not answer, is told once as a warning", async () => {
  const { followed, told, doubt } = watch("yes");
  await doubt();
  await doubt();
  expect(followed).toEqual(["there", "there"]);
  expect(told("warn")).toHaveLength(1);
  expect(told("error")).toHaveLength(0);
});

test("what was asked on a stream that is lost tells nothing", async () => {
  const { service, followed, told, passes } = watch("service-unavailable");
  service.doubt("a room did not answer");
  service.offline();
  await passes(60);
  expect(followed).toEqual([]);
  expect(told("error")).toHaveLength(0);
});
