import { describe, expect, test } from "vitest";
import { ProsodyOutput } from "../../../src/demo/prosody-output.ts";

const C2S = "portmanager info\tActivated service 'c2s' on [127.0.0.1]:5222";
const COMPONENT = "portmanager info\tActivated service 'component' on [127.0.0.1]:5347";
const TAKEN = "portmanager error\tFailed to open server port 5222 on 127.0.0.1, this port is in use";

/** What is known after these lines: `undefined` when it is not up yet. */
async function knownAfter(
  lines: readonly string[],
  components: boolean,
  starts = 1,
  before: readonly string[] = [],
) {
  const output = new ProsodyOutput();
  for (const line of before) output.take(line);
  const started = output.started(components, starts);
  for (const line of lines) output.take(line);
  return Promise.race([started, Promise.resolve(undefined)]);
}

describe("Prosody", () => {
  test("is up when clients, and components if there are any, can connect", async () => {
    expect(await knownAfter([C2S], false)).toBe("up");
    expect(await knownAfter([C2S], true)).toBeUndefined();
    expect(await knownAfter([C2S, COMPONENT], true)).toBe("up");
  });

  test("does not count as up at a second start because it was up at the first", async () => {
    expect(await knownAfter([C2S], true, 1, [C2S, COMPONENT])).toBeUndefined();
    expect(await knownAfter([C2S, COMPONENT], true, 2)).toBeUndefined();
    expect(await knownAfter([C2S, COMPONENT, C2S, COMPONENT], true, 2)).toBe("up");
  });

  test("does not start on a port that is taken", async () => {
    expect(await knownAfter([COMPONENT, TAKEN], true)).toBe("port taken");
  });

  test("tells its version", () => {
    const output = new ProsodyOutput();
    output.take("startup info\tHello and welcome to Prosody version 13.0.1");
    expect(output.version).toBe("13.0.1");
  });
});
