import { setTimeout as delay } from "node:timers/promises";
import type { Crowd } from "./crowd.ts";
import { exponential, quantile } from "./numbers.ts";
import type { Measured, Stretch } from "./protocol.ts";

/** Told when the measured time begins and ends. */
export type Tell = (moment: "begin" | "end") => void;

// Whatever has no reply after that is lost. Far above any delay at which a run would still be of use.
const PATIENCE_MS = 5_000;
// A refused message must not turn the closed loop into a storm of refusals.
const AFTER_REFUSAL_MS = 50;

/** Lets the crowd write for one stretch; gives what was measured. */
export async function runStretch(crowd: Crowd, stretch: Stretch, tell: Tell): Promise<Measured> {
  switch (stretch.kind) {
    case "opening":
      return await opening(crowd, stretch);
    case "closed":
      return await closedLoop(crowd, stretch, tell);
    case "open":
      return await openLoop(crowd, stretch, tell);
  }
}

async function opening(crowd: Crowd, stretch: Stretch & { kind: "opening" }): Promise<Measured> {
  const begun = performance.now();
  const delays: number[] = [];
  crowd.turnTo(stretch.to, (_, outcome, due) => {
    if (outcome === "replied") delays.push(performance.now() - due);
  });
  for (let person = 0; person < crowd.size; person++) crowd.say(person, performance.now(), stretch.text);
  await settled(crowd);
  return measured(crowd, delays, (performance.now() - begun) / 1000);
}

async function closedLoop(
  crowd: Crowd,
  stretch: Stretch & { kind: "closed" },
  tell: Tell,
): Promise<Measured> {
  const delays: number[] = [];
  let phase: "before" | "measured" | "after" = "before";
  crowd.turnTo(stretch.to, (person, outcome, due) => {
    const now = performance.now();
    if (outcome === "replied" && phase === "measured") delays.push(now - due);
    if (phase === "after") return;
    if (outcome === "replied") crowd.say(person, now);
    else setTimeout(() => phase !== "after" && crowd.say(person, performance.now()), AFTER_REFUSAL_MS);
  });
  for (let person = 0; person < crowd.size; person++) crowd.say(person, performance.now());
  await delay(stretch.warmup * 1000);
  phase = "measured";
  const begun = performance.now();
  tell("begin");
  await delay(stretch.seconds * 1000);
  phase = "after";
  const seconds = (performance.now() - begun) / 1000;
  tell("end");
  await settled(crowd);
  return measured(crowd, delays, seconds);
}

async function openLoop(crowd: Crowd, stretch: Stretch & { kind: "open" }, tell: Tell): Promise<Measured> {
  const start = performance.now();
  const begin = start + stretch.warmup * 1000;
  const end = begin + stretch.seconds * 1000;
  const delays: number[] = [];
  /** Messages that are due while everybody waits for a reply. Their delay counts from when they were due. */
  const queue: number[] = [];
  crowd.turnTo(stretch.to, (person, outcome, due) => {
    if (outcome === "replied" && due >= begin && due < end) delays.push(performance.now() - due);
    const next = queue.shift();
    if (next !== undefined) crowd.say(person, next);
  });
  const gap = exponential(1000 / stretch.rate);
  let due = start + gap();
  let turn = 0;
  let told = false;
  while (due < end) {
    const now = performance.now();
    if (!told && now >= begin) {
      tell("begin");
      told = true;
    }
    for (; due <= now && due < end; due += gap()) {
      const person = nextIdle(crowd, turn);
      if (person === undefined) queue.push(due);
      else {
        crowd.say(person, due);
        turn = person + 1;
      }
    }
    await delay(1);
  }
  tell("end");
  await settled(crowd);
  return measured(crowd, delays, stretch.seconds);
}

/** The next of the crowd, in rotation, who waits for nothing. */
function nextIdle(crowd: Crowd, turn: number): number | undefined {
  for (let step = 0; step < crowd.size; step++) {
    const person = (turn + step) % crowd.size;
    if (crowd.isIdle(person)) return person;
  }
  return undefined;
}

async function settled(crowd: Crowd): Promise<void> {
  const last = performance.now() + PATIENCE_MS;
  while (crowd.waiting > 0 && performance.now() < last) await delay(5);
}

function measured(crowd: Crowd, delays: readonly number[], seconds: number): Measured {
  const sorted = Float64Array.from(delays).sort();
  return {
    replies: delays.length,
    seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    slowest: quantile(sorted, 1),
    lost: crowd.waiting,
    ...crowd.oddities,
  };
}
