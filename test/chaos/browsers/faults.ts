/** What fails: all that strikes rooms, but for their people, and the way of browsers to the gateway. */
import { setTimeout as delay } from "node:timers/promises";
import type { TcpProxy } from "../../support/proxy.ts";
import { KINDS, type Kind, type Kinds } from "../rooms/schedule/faults.ts";
import type { Component } from "../rooms/schedule/world.ts";
import type { Crowd } from "./crowd.ts";
import type { World } from "./world.ts";

export function kindsOf({ components: instances, database }: World, crowd: Pick<Crowd, "forget">): Kinds {
  const frontsOf = (struck: readonly Component[]): readonly TcpProxy[] =>
    instances.filter((one) => struck.includes(one)).map(({ front }) => front);
  const kinds: Kinds = {
    "pages cut": {
      weight: 4,
      lasts: [0, 0],
      parts: ["front"],
      strike: async ({ components }) => {
        for (const front of frontsOf(components)) front.cut();
      },
    },
    // Pages hear nothing from the moment before the primary's end until it is known what the database has kept.
    "standby promoted": {
      weight: 2,
      lasts: [100, 1_000],
      parts: ["front", "database"],
      strike: async ({ lasts }) => {
        await database.fallBehind();
        await delay(lasts);
        for (const { front } of instances) front.hold("up", "down");
        for (const { front } of instances) front.cut();
        await database.promote();
        await crowd.forget();
        for (const { front } of instances) front.release();
        await database.addStandby();
      },
    },
    "pages stalled": stalled(frontsOf, false),
    "pages stalled, then cut": stalled(frontsOf, true),
    // Answers get lost at any byte of them: what was taken is sent again.
    "pages cut in the midst of answers": {
      weight: 4,
      lasts: [500, 4_000],
      parts: ["front"],
      strike: async ({ components, lasts, random }) => {
        const fronts = frontsOf(components);
        for (const front of fronts) front.cutAfter.down = random.between(1, 2_000);
        await delay(lasts);
        for (const front of fronts) front.cutAfter.down = Number.POSITIVE_INFINITY;
        for (const front of fronts) front.cut();
      },
    },
  };
  const ofRooms = Object.entries(KINDS).filter(([, { parts }]) => !parts.includes("people"));
  return { ...Object.fromEntries(ofRooms), ...kinds };
}

function stalled(frontsOf: (struck: readonly Component[]) => readonly TcpProxy[], cut: boolean): Kind {
  return {
    weight: 3,
    lasts: [200, 6_000],
    parts: ["front"],
    strike: async ({ components, lasts, random }) => {
      const way = random.pick(["up", "down"] as const);
      const fronts = frontsOf(components);
      for (const front of fronts) front.hold(way);
      await delay(lasts);
      if (cut) for (const front of fronts) front.cut();
      for (const front of fronts) front.release();
    },
  };
}
