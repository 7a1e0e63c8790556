/** A stream of ours, on a scripted server or a proxy, with time in the test's hands. */
import type { Limits } from "../../../src/xmpp/link/limits.ts";
import type { Loss, Outcome } from "../../../src/xmpp/link/link-state.ts";
import { createStream, type Stream } from "../../../src/xmpp/stream.ts";
import { Arrivals } from "../process/arrivals.ts";
import { FakeScheduler } from "../process/fake-scheduler.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { type LogLine, type RecordedLog, recordedLog } from "../process/recorded-log.ts";

export interface StreamUnderTest extends Stream, RecordedLog, AsyncDisposable {
  readonly time: FakeScheduler;
  /** "online" and each loss, as they are announced. */
  readonly announced: Arrivals<"online" | Loss>;
  /** What became of each attempt to connect. */
  readonly attempts: readonly Outcome[];
  /** Lets the wait before the next attempt pass, once the log tells of a loss, with that text in the line. */
  retry(because?: string): Promise<LogLine>;
}

export interface Under {
  readonly url: string;
  readonly domain?: string;
  readonly secret?: string;
  readonly limits?: Limits;
  /** Does what a listener might do at a loss. */
  readonly onOffline?: (stream: Stream) => void;
}

export function streamUnderTest(options: Under): StreamUnderTest {
  const { url, domain = "help.example.org", secret = "secret", limits } = options;
  const { log, lines } = recordedLog();
  const time = new FakeScheduler();
  const announced = new Arrivals<"online" | Loss>("the listener", JSON.stringify);
  const attempts: Outcome[] = [];
  const stream: Stream = createStream({
    url,
    domain,
    secret,
    version: "1.2.3",
    log,
    clock: time.clock,
    scheduler: time,
    ...(limits === undefined ? {} : { limits }),
    onAttempt: (outcome) => attempts.push(outcome),
    onOnline: () => announced.take("online"),
    onOffline: (loss) => {
      announced.take(loss);
      options.onOffline?.(stream);
    },
  });
  return disposeWithTest({
    ...stream,
    log,
    lines,
    time,
    announced,
    attempts,
    async retry(because = "") {
      const told = (line: LogLine) => line.msg.includes("next attempt in") && line.msg.includes(because);
      const line = await lines.next(told);
      time.advance(time.nextIn ?? 0);
      return line;
    },
    async [Symbol.asyncDispose]() {
      const stopped = stream.link.stop();
      // Whatever the server does, the socket is destroyed when this has passed.
      time.advance(2_000);
      await stopped;
    },
  });
}
