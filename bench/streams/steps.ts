/** Durable steps of conversations by XMPP while many streams are open, beside those of a component without streams. */
import { fileURLToPath } from "node:url";
import { domainOf } from "../contenders.ts";
import { Load } from "../load/load.ts";
import { Browsers } from "./audience/index.ts";
import { type Anteroom, startAnteroom, type World } from "./contenders/index.ts";

/** Messages per second that were answered. */
export interface StepsRound {
  readonly open: number;
  readonly none: number;
}

export const STEPS = { open: "open", none: "none", load: "load" } as const;
const CONVERSATIONS = { responders: [fileURLToPath(new URL("../responder.js", import.meta.url))] };
const OPENING = "/new bench";
const WARM_UP_SECONDS = 1;

export async function measureSteps(
  world: World,
  options: {
    readonly rounds: number;
    readonly seconds: number;
    readonly open: number;
    readonly people: number;
  },
  say: (line: string) => void,
): Promise<readonly StepsRound[]> {
  const { secret, componentPort: port } = world.around;
  say(`opening ${options.open} streams`);
  await using open = await startAnteroom(
    STEPS.open,
    { clients: options.open, staff: 0 },
    world,
    CONVERSATIONS,
  );
  await using none = await startAnteroom(STEPS.none, { clients: 0, staff: 0 }, world, CONVERSATIONS);
  await using browsers = await Browsers.start(open.way);
  await browsers.open(open.heads(options.open));
  await using load = await Load.start({
    port,
    domain: domainOf(STEPS.load),
    secret,
    people: options.people,
  });
  const run = async (name: string, { child }: Anteroom): Promise<number> => {
    const to = `bot@${domainOf(name)}`;
    const measured = await load.run(
      { kind: "closed", to, warmup: WARM_UP_SECONDS, seconds: options.seconds },
      () => {},
    );
    const { lost, errors, wrong } = measured;
    if (lost + errors + wrong > 0) {
      throw new Error(`${name}: ${lost} lost, ${errors} errors, ${wrong} wrong: ${child.tail.at(-1)}`);
    }
    return measured.replies / measured.seconds;
  };
  say("warming up");
  for (const [name, side] of [
    [STEPS.open, open],
    [STEPS.none, none],
  ] as const) {
    await load.run({ kind: "opening", to: `bot@${domainOf(name)}`, text: OPENING }, () => {});
    await run(name, side);
  }
  const measured: StepsRound[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    say(`steps, round ${round} of ${options.rounds}`);
    // There and back again: a shared machine slows down while it is busy.
    if (round % 2 === 1) {
      const first = await run(STEPS.open, open);
      measured.push({ open: first, none: await run(STEPS.none, none) });
    } else {
      const first = await run(STEPS.none, none);
      measured.push({ open: await run(STEPS.open, open), none: first });
    }
  }
  // None was cut meanwhile.
  await browsers.close();
  return measured;
}
