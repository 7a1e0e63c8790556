/** The limits of the gateway, for one instance. */
import type { Clock } from "../../../clock.ts";
import { type HttpProblem, tooMany } from "../problem.ts";
import { Buckets, Counts } from "./buckets.ts";

export const BODY_BYTES = 64 * 1024;

const STREAMS_PER_PERSON = 6;
const STREAMS_PER_ADDRESS = 20;
// After this, the client of a stream or poll that was refused may ask again.
const STREAM_WAIT_MS = 30_000;

export interface Limits {
  /** All but the stream itself: no client needs more, and each costs the database something. */
  request(personId: string): HttpProblem | undefined;
  message(personId: string): HttpProblem | undefined;
  token(address: string): HttpProblem | undefined;
  /** A stream or a poll that waits; without a problem it ends with `closed`. */
  opened(personId: string, address: string): HttpProblem | undefined;
  closed(personId: string, address: string): void;
}

export function createLimits(clock: Clock): Limits {
  const requests = new Buckets({ perSecond: 25, burst: 100 }, clock);
  const messages = new Buckets({ perSecond: 5, burst: 20 }, clock);
  const tokens = new Buckets({ perSecond: 10 / 60, burst: 10 }, clock);
  const people = new Counts(STREAMS_PER_PERSON);
  const addresses = new Counts(STREAMS_PER_ADDRESS);
  const from = (buckets: Buckets, key: string, what: string): HttpProblem | undefined => {
    const wait = buckets.take(key);
    return wait === 0 ? undefined : tooMany(`too many ${what}`, wait);
  };
  return {
    request: (personId) => from(requests, personId, "requests"),
    message: (personId) => from(messages, personId, "messages"),
    token: (address) => from(tokens, address, "requests for a token from this address"),
    opened(personId, address) {
      if (!people.add(personId)) return tooMany("too many streams of this person", STREAM_WAIT_MS);
      if (addresses.add(address)) return undefined;
      people.remove(personId);
      return tooMany("too many streams from this address", STREAM_WAIT_MS);
    },
    closed(personId, address) {
      people.remove(personId);
      addresses.remove(address);
    },
  };
}
