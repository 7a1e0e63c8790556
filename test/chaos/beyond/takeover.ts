/** How long it takes until the standby serves people, after the active instance was killed or told to end. */

import { createDatabase } from "../../support/database/postgres.ts";
import {
  type AnteroomOptions,
  type AnteroomProcess,
  launchAnteroom,
} from "../../support/process/anteroom-process.ts";
import { DOMAIN, ENDLESS } from "../../support/rooms/help-desk.ts";

export interface Took {
  readonly after: "SIGKILL" | "SIGTERM";
  /** From the signal until the standby has a stream, in ms. */
  readonly ms: number;
}

/** `componentUrl`: of the server. */
export async function takeOvers(componentUrl: string, rounds: number): Promise<readonly Took[]> {
  const database = await createDatabase();
  const options: AnteroomOptions = {
    server: { componentUrl },
    database,
    domain: DOMAIN,
    responders: [ENDLESS],
  };
  let active = await launchAnteroom(options);
  await active.ready();
  let standby = await launchAnteroom(options);
  const took: Took[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const after of ["SIGKILL", "SIGTERM"] as const) {
      if (round + took.length > 0) await standby.launch();
      await standby.logs("standing by");
      took.push({ after, ms: await takesOver(active, standby, after) });
      [active, standby] = [standby, active];
    }
  }
  return took;
}

async function takesOver(
  active: AnteroomProcess,
  standby: AnteroomProcess,
  after: Took["after"],
): Promise<number> {
  const began = performance.now();
  active.signal(after);
  await standby.ready();
  const ms = performance.now() - began;
  await active.exited;
  return ms;
}

export function quantiles(took: readonly Took[], after: Took["after"]): string {
  const times = took.flatMap((one) => (one.after === after ? [one.ms] : [])).sort((a, b) => a - b);
  const s = (ms: number | undefined) => `${((ms ?? 0) / 1000).toFixed(2)} s`;
  return `${after}: ${times.length} times, p50 ${s(times[Math.ceil(times.length / 2) - 1])}, max ${s(times.at(-1))}`;
}
