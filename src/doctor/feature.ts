/** The side of `serve`: the instance that has the stream examines the server when `anteroom doctor` asks it to. */
import type { Feature, Parts } from "../feature.ts";
import type { Gateway } from "../gateway/index.ts";
import { Rounds } from "../ledger/rounds.ts";
import { reason } from "../ops/reason.ts";
import { judgeClients } from "./configuration.ts";
import { answer, forgetOld, TOPIC, take } from "./errands.ts";
import { fingerprint } from "./fingerprint.ts";
import { examineStream } from "./stream/examination.ts";

// A hint may be lost.
const LOOK_MS = 2_000;

export function createExaminer(
  { config, host, ledger, notifications, log }: Parts,
  gateway: Pick<Gateway, "clients">,
): Feature {
  const { domain } = host;
  let running = config;
  let online = false;
  let stream = new AbortController();
  let failing = false;
  let ending = false;
  const examine = async (id: string): Promise<void> => {
    const { signal } = stream;
    const settings = await fingerprint(running, id);
    if (!online) {
      await answer(ledger.db, id, { stream: false, server: null, findings: [], settings });
      return;
    }
    log.info("anteroom doctor asked this instance to examine the server");
    const { server, findings } = await examineStream({
      wire: host,
      config: running,
      alone: undefined,
      signal,
    });
    const all = [...findings, judgeClients(running.http, gateway.clients())];
    await answer(ledger.db, id, { stream: true, server: server ?? null, findings: all, settings });
  };
  const looks = new Rounds(async () => {
    if (ending || ledger.tenure === undefined) return LOOK_MS;
    try {
      const id = await take(ledger.db, domain);
      if (id !== undefined) await examine(id);
      failing = false;
      return id === undefined ? LOOK_MS : 0;
    } catch (error) {
      if (!failing)
        log.debug({ reason: reason(error) }, "anteroom doctor could not be answered; trying again");
      failing = true;
      return LOOK_MS;
    }
  });
  let unlisten = (): void => {};
  return {
    name: "doctor",
    sweeps: [{ name: "errands of anteroom doctor", page: forgetOld }],
    async start() {
      unlisten = notifications.on(TOPIC, (payload = domain) => {
        if (payload === domain) looks.hint();
      });
      looks.start();
    },
    async online() {
      online = true;
      stream = new AbortController();
    },
    reload(renewed) {
      running = renewed;
    },
    offline() {
      online = false;
      stream.abort(new Error("the stream was lost"));
    },
    refuse() {
      ending = true;
      stream.abort(new Error("the instance ends"));
    },
    async stop() {
      ending = true;
      unlisten();
      stream.abort(new Error("the instance ends"));
      await looks.stop();
    },
  };
}
