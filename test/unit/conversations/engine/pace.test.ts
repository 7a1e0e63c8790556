/** Automatic answerers are told from people by how fast they answer, and by nothing else. */
import { describe, expect, it } from "vitest";
import {
  heard,
  type Led,
  newPace,
  type Pace,
  QUIET_MS,
  type Reception,
  spoke,
} from "../../../../src/conversations/engine/pace.ts";
import { Paces } from "../../../../src/conversations/surfaces/paces.ts";

const away = (n: number): string => `I am away until ${9 + (n % 12)}:30.`;
/** Another text each time, in letters. */
const varied = (n: number): string =>
  `line ${[...String(n)].map((digit) => "abcdefghij"[Number(digit)]).join("")}`;

/** One address, and the bot that replies to it at once, or after the delay. */
class Exchange {
  /** What the message of that number says. */
  readonly text: (n: number) => string;
  now = 0;
  pace: Pace = newPace;
  /** What became of each message: `silent`, or by how many ms its reply was slowed down. */
  readonly became: (number | "silent" | "last")[] = [];

  constructor(text: (n: number) => string = away) {
    this.text = text;
  }

  /** A message comes. */
  hear(command = false): Reception {
    const { pace, reception } = heard(this.pace, this.now, { text: this.text(this.became.length), command });
    this.pace = pace;
    this.became.push(reception.kind === "leave" ? "silent" : reception.last ? "last" : reception.delay);
    return reception;
  }

  /** The bot's reply to a message leaves. */
  reply(reception: Reception, led: Led = "stayed"): void {
    if (reception.kind === "leave") return;
    this.now += reception.delay;
    this.pace = spoke(this.pace, this.now, led);
  }

  /** A round: so long after the last reply a message comes, and is replied to. */
  round(gap: number, led: Led = "stayed", command = false): void {
    this.now += gap;
    this.reply(this.hear(command), led);
  }

  get silenced(): boolean {
    return this.became.includes("silent");
  }
}

/** Rounds until the bot is silent; at most so many. */
function roundsUntilSilent(gap: (round: number) => number, led: Led = "stayed", text = away): number {
  const most = 10_000;
  const exchange = new Exchange(text);
  for (let round = 1; round <= most; round++) {
    exchange.round(gap(round), led);
    if (exchange.silenced) return round;
  }
  return most;
}

describe("an automatic answerer", () => {
  it("is slowed down after some fast rounds, more and more, told once, and then not answered", () => {
    const exchange = new Exchange();
    for (let round = 0; round < 60; round++) exchange.round(3);
    const slowed = exchange.became.findIndex((one) => one !== 0);
    expect(slowed).toBeGreaterThanOrEqual(30);
    expect(exchange.became.slice(slowed, slowed + 5)).toEqual([1_000, 2_000, 4_000, "last", "silent"]);
    expect(new Set(exchange.became.slice(slowed + 4))).toEqual(new Set(["silent"]));
  });

  it.each<[string, (round: number) => number]>([
    ["at once", () => 0],
    ["within some hundred milliseconds", (round) => 100 + (round % 7) * 90],
    ["later each time", (round) => 20 * round],
    ["later each time, up to seconds", (round) => 700 + 30 * round],
    ["every two seconds", () => 2_000],
  ])("is silenced when it answers %s", (_, gap) => {
    expect(roundsUntilSilent(gap)).toBeLessThan(200);
  });

  it("is silenced also where its text is taken for an answer each time, at once or every few seconds", () => {
    const said = () => "I am away";
    expect(roundsUntilSilent(() => 2, "moved", said)).toBeLessThan(400);
    expect(roundsUntilSilent(() => 4_000, "moved", said)).toBeLessThan(1_000);
  });

  it("is silenced also where its texts are others each time, taken or not: what is stored of it is bounded", () => {
    expect(roundsUntilSilent(() => 2, "stayed", varied)).toBeLessThan(400);
    expect(roundsUntilSilent(() => 2, "moved", varied)).toBeLessThan(8_000);
  });

  it.each([2, 3])("is silenced when %i of its clients are signed in and all answer", (clients) => {
    const exchange = new Exchange();
    for (let round = 0; round < 200; round++) {
      exchange.now += 2;
      const receptions = Array.from({ length: clients }, () => exchange.hear());
      for (const reception of receptions) exchange.reply(reception);
    }
    expect(exchange.silenced).toBe(true);
  });

  it("is listened to again when it has been quiet for a minute, and not before", () => {
    const exchange = new Exchange();
    while (!exchange.silenced) exchange.round(5);
    for (let wait = 0; wait < 10; wait++) {
      exchange.now += QUIET_MS - 1;
      expect(exchange.hear()).toEqual({ kind: "leave" });
    }
    exchange.now += QUIET_MS;
    expect(exchange.hear()).toEqual({ kind: "take", delay: 0, last: false });
  });

  it("is not helped by a text that is a command", () => {
    const exchange = new Exchange();
    for (let round = 0; round < 8_000; round++) exchange.round(2, "stayed", true);
    expect(exchange.silenced).toBe(true);
  });
});

describe("a person", () => {
  const untouched = (exchange: Exchange): void => expect(new Set(exchange.became)).toEqual(new Set([0]));

  it("is not slowed down when they paste ten lines, however these mingle with the replies", () => {
    for (const apart of [0, 1, 20, 300]) {
      const exchange = new Exchange(varied);
      exchange.round(4_000);
      for (let line = 0; line < 10; line++) exchange.round(apart);
      untouched(exchange);
    }
  });

  it("makes no round by writing while the bot is slow, however much they write", () => {
    const exchange = new Exchange(varied);
    for (let burst = 0; burst < 50; burst++) {
      exchange.now += 1_500;
      const receptions = Array.from({ length: 30 }, () => exchange.hear());
      exchange.now += 5_000;
      for (const reception of receptions) exchange.reply(reception);
    }
    untouched(exchange);
  });

  it("is heard each time when they send a hundred lines at once, again and again as soon as they are answered", () => {
    const exchange = new Exchange(varied);
    for (let time = 0; time < 50; time++) {
      // Every fifth reply leaves before the next line has come.
      for (let line = 0; line < 100; line += 5) {
        exchange.now += 1;
        const receptions = Array.from({ length: 5 }, () => exchange.hear());
        for (const reception of receptions) exchange.reply(reception);
      }
    }
    expect(exchange.silenced).toBe(false);
  });

  it("is slowed down at most when they paste three hundred lines, and every line is taken", () => {
    const exchange = new Exchange(varied);
    let held: { readonly until: number; readonly waiting: Reception[] } | undefined;
    for (let line = 0; line < 300; line++) {
      exchange.now = line * 20;
      if (held !== undefined && exchange.now >= held.until) {
        for (const reception of held.waiting) exchange.reply({ ...reception, delay: 0 } as Reception);
        held = undefined;
      }
      const reception = exchange.hear();
      if (held !== undefined) held.waiting.push(reception);
      else if (reception.kind === "take" && reception.delay > 0) {
        held = { until: exchange.now + reception.delay, waiting: [reception] };
      } else exchange.reply(reception);
    }
    expect(exchange.became).not.toContain("last");
  });

  it("is not slowed down when they type fast all day long", () => {
    const exchange = new Exchange(varied);
    for (let answer = 0; answer < 5_000; answer++) exchange.round(1_000 + (answer % 5) * 400, "moved");
    untouched(exchange);
  });

  it("is not slowed down when they tap on one choice after the other, twice a second", () => {
    const exchange = new Exchange(varied);
    for (let answer = 0; answer < 1_000; answer++) exchange.round(500, "moved");
    untouched(exchange);
  });

  it("is not slowed down when they are refused fifty times in a row, each time within seconds", () => {
    const exchange = new Exchange(varied);
    for (let answer = 0; answer < 50; answer++) exchange.round(2_500);
    untouched(exchange);
  });

  it("begins anew after a pause of ten seconds", () => {
    const exchange = new Exchange(away);
    for (let time = 0; time < 20; time++) {
      exchange.round(10_000);
      for (let line = 0; line < 30; line++) exchange.round(1);
    }
    untouched(exchange);
  });

  it.each([300, 500, 900, 1_000, 3_000])(
    "whose lines come every %i ms, none of them taken, is not slowed down, however many they are",
    (gap) => {
      const exchange = new Exchange(varied);
      for (let line = 0; line < 2_000; line++) exchange.round(gap);
      untouched(exchange);
    },
  );

  it("is not slowed down when they paste a hundred and fifty lines, each of which is answered before the next", () => {
    const exchange = new Exchange(varied);
    for (let line = 0; line < 150; line++) exchange.round(40);
    untouched(exchange);
  });

  it("is not slowed down when they answer with numbers as fast as they are asked for", () => {
    const exchange = new Exchange((n) => String(n));
    for (let line = 0; line < 2_000; line++) exchange.round(2, "moved");
    untouched(exchange);
  });

  it("is not silenced for ever by a clock that is set back", () => {
    const exchange = new Exchange(varied);
    exchange.now = 1e9;
    while (!exchange.silenced) exchange.round(5);
    exchange.now = 0;
    expect(exchange.hear().kind).toBe("take");
  });
});

describe("the paces of many", () => {
  it("do not concern each other", () => {
    let now = 0;
    const paces = new Paces(() => now);
    const round = (address: string, gap: number): Reception => {
      now += gap;
      const reception = paces.heard(address, { text: "away", command: false });
      if (reception.kind === "take") paces.spoke(address, "stayed");
      return reception;
    };
    for (let time = 0; time < 80; time++) {
      round("away@example.org", 1);
      round("gone@example.org", 1);
    }
    expect(round("away@example.org", 1).kind).toBe("leave");
    expect(round("gone@example.org", 1).kind).toBe("leave");
    expect(round("ann@example.org", 1)).toEqual({ kind: "take", delay: 0, last: false });
  });

  it("are kept for at least the ten thousand who were heard of last, and for twenty at most", () => {
    const paces = new Paces(() => 0);
    const storm = (address: string): Reception["kind"] => {
      for (let time = 0; time < 80; time++) {
        paces.heard(address, { text: "away", command: false });
        paces.spoke(address, "stayed");
      }
      return paces.heard(address, { text: "away", command: false }).kind;
    };
    expect(storm("first@example.org")).toBe("leave");
    for (let other = 0; other < 9_999; other++) paces.spoke(`p${other}@example.org`, "stayed");
    expect(paces.heard("first@example.org", { text: "hello", command: false }).kind).toBe("leave");
    for (let other = 0; other < 20_000; other++) paces.spoke(`q${other}@example.org`, "stayed");
    expect(paces.heard("first@example.org", { text: "hello", command: false }).kind).toBe("take");
  });
});
