import { describe, expect, it } from "vitest";
import task from "../../../../../examples/responders/task.ts";
import { choice, responder, text } from "../../../../../src/index.ts";
import { Rehearsal } from "../../../../../src/testing.ts";

const trip = responder("trip", {
  version: 1,
  help: "Plan a trip\nWhere, and who goes.",
  props: { where: text(), who: text() },
  lists: {
    cities: () => ["Rome", "Oslo"],
    people: async ({ props }) => [`Ann, to ${props.where ?? "wherever"}`],
    "people-away": () => ["Bob"],
    locks: () => ["a padlock"],
    broken: () => {
      throw new Error("no directory");
    },
    late: async () => Promise.reject(new Error("no directory")),
    odd: () => 5 as never,
  },
}).steps("where", {
  where: { prompt: "Where to?", accept: text(), into: "where", next: "who", list: "cities" },
  who: { prompt: "Who goes?", accept: text(), into: "who", next: "end" },
  end: { prompt: "All right?", accept: text(), list: "broken", receive: (c) => c.complete() },
});

const many = responder("many", {
  version: 1,
  help: "Has long lists",
  props: { pick: text() },
  lists: {
    numbers: () => Array.from({ length: 45 }, (_, index) => `number ${index + 1}`),
    none: () => [],
    names: ({ props, person }) => [person.address, props.pick ?? "nothing picked"],
  },
}).steps("pick", {
  pick: { prompt: "Pick.", accept: text(), into: "pick", next: "again", list: "numbers" },
  again: { prompt: (c) => `You picked ${c.pick}. Again?`, accept: text(), into: "pick", next: "again" },
});

const NAMES = "cities, people, people-away, locks, broken, late, odd";

describe("/list", () => {
  it("alone runs the list of the open step, and else says which there are", async () => {
    const rehearsal = new Rehearsal([trip, task]);
    await rehearsal.say("/new trip");
    expect(await rehearsal.say("/list")).toEqual(["cities:\n- Rome\n- Oslo\n\nWhere to?"]);
    await rehearsal.say("Rome");
    expect(await rehearsal.say("/list")).toEqual([
      `Which list? /list NAME shows one. The lists here: ${NAMES}\n\nWho goes?`,
    ]);
    await rehearsal.say("/back");
    expect(await rehearsal.say("/LI")).toEqual(["cities:\n- Rome\n- Oslo\n\nWhere to?"]);
  });

  it("says which there is, too, where it is the only one", async () => {
    const rehearsal = new Rehearsal([task]);
    expect(await rehearsal.say("/list")).toEqual(["There is one list here: /list people shows it."]);
  });

  it.each([
    ["/list cities", "cities:\n- Rome\n- Oslo"],
    ["/list CIT", "cities:\n- Rome\n- Oslo"],
    // An exact name is found though it begins another one.
    ["/list people", "people:\n- Ann, to Rome"],
    ["/list PEOPLE", "people:\n- Ann, to Rome"],
    ["/list peo", '"peo" could be people or people-away.'],
    ["/list people-", "people-away:\n- Bob"],
    ["/list lists", "The lists here: cities, people, people-away, locks, broken, late, odd"],
    ["/list Lis", "The lists here: cities, people, people-away, locks, broken, late, odd"],
    ["/list l", '"l" could be locks, late or lists.'],
    ["/list citeis", 'I do not know the list "citeis". Did you mean cities?'],
    ["/list zzz", `I do not know the list "zzz". The lists here: ${NAMES}`],
    ["/list cities now", "cities:\n- Rome\n- Oslo"],
  ])("%s", async (said, answered) => {
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say("/new trip Rome");
    expect(await rehearsal.say(said)).toEqual([`${answered}\n\nWho goes?`]);
  });

  it.each(["/list broken", "/list late", "/list odd"])(
    "of one that fails apologises, and the open question stands below: %s",
    async (said) => {
      const rehearsal = new Rehearsal([trip]);
      await rehearsal.say("/new trip Rome");
      const before = rehearsal.conversation;
      expect((await rehearsal.say(said))[0]).toMatch(
        /^Sorry, something went wrong .* \(Reference: [0-9a-f]{8}\)\n\nWho goes\?$/,
      );
      expect(rehearsal.conversation).toEqual(before);
    },
  );

  it("comes in pages, which more continues as long as nothing else was answered", async () => {
    const rehearsal = new Rehearsal([many]);
    await rehearsal.say("/new many");
    const lines = async (said: string) => (await rehearsal.say(said))[0]?.split("\n") ?? [];
    expect((await lines("/list")).slice(20)).toEqual([
      "- number 20",
      '… and 25 more: send "more".',
      "",
      "Pick.",
    ]);
    expect((await lines("more")).at(1)).toBe("- number 21");
    expect((await lines("/help"))[0]).toBe("You can start any of these by writing its name:");
    expect((await lines("More")).slice(1, 8)).toEqual([
      "- number 41",
      "- number 42",
      "- number 43",
      "- number 44",
      "- number 45",
      "",
      "Pick.",
    ]);
    expect(await lines("more")).toEqual(['That was all of "numbers".', "", "Pick."]);
    expect(await lines("more")).toEqual(["You picked more. Again?"]);
    expect((await lines("/list nu")).length).toBe(24);
    expect(await lines("five")).toEqual(["You picked five. Again?"]);
    expect(await lines("more")).toEqual(["You picked more. Again?"]);
    expect(await lines("/list names")).toEqual([
      "names:",
      "- ann@example.org",
      "- more",
      "",
      "You picked more. Again?",
    ]);
    expect(await lines("more")).toEqual(['That was all of "names".', "", "You picked more. Again?"]);
    expect((await lines("/list none"))[0]).toBe('The list "none" is empty.');
  });

  it("leaves more to the question once it is shown whole, if that is one of its answers", async () => {
    const size = responder("size", {
      version: 1,
      help: "",
      lists: { people: () => ["Ann"] },
      props: { size: choice(["more", "less"]) },
    }).steps("size", {
      size: { prompt: "More or less?", accept: choice(["more", "less"]), into: "size", next: "size" },
    });
    const rehearsal = new Rehearsal([size]);
    await rehearsal.say("/new size");
    await rehearsal.say("/list people");
    await rehearsal.say("more");
    expect(rehearsal.conversation?.props).toEqual({ size: "more" });
  });

  it("goes by the build that is deployed: its step's list, and answers as they were migrated", async () => {
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say("/new trip Rome");
    const later = responder("trip", {
      version: 2,
      help: "",
      props: { city: text(), who: text() },
      lists: { guests: ({ props }) => [`Cat, to ${props.city}`] },
    }).steps(
      "who",
      { who: { prompt: "Who goes?", accept: text(), into: "who", next: "who", list: "guests" } },
      { migrate: { 1: ({ step, props }) => ({ step, props: { city: props.where ?? "" } }) } },
    );
    rehearsal.deploy([later]);
    expect(await rehearsal.say("/list")).toEqual(["guests:\n- Cat, to Rome\n\nWho goes?"]);
  });
});

describe("/help", () => {
  it.each([
    [
      "/help trip",
      "Plan a trip\nWhere, and who goes.\nSteps: where, who, end\nLists: cities, people, people-away, locks, broken, late, odd",
    ],
    [
      "/help TR",
      "Plan a trip\nWhere, and who goes.\nSteps: where, who, end\nLists: cities, people, people-away, locks, broken, late, odd",
    ],
    ["/help t", '"t" could be trip or task.'],
    ["/help tirp", 'I have no help on "tirp". Did you mean trip?'],
    ["/help zzz", 'I have no help on "zzz". /help shows what there is.'],
    ["/help /tr", 'I have no help on "tr". /help shows what there is.'],
    [
      "/help /for",
      "/forget deletes everything I keep of our conversations. If one is still going on, it goes too, and you have to send /forget twice. /export shows you beforehand what I keep.",
    ],
  ])("%s", async (said, answered) => {
    const rehearsal = new Rehearsal([trip, task]);
    expect(await rehearsal.say(said)).toEqual([answered]);
    await rehearsal.say("/new trip");
    expect(await rehearsal.say(said)).toEqual([`${answered}\n\nWhere to?`]);
  });

  it("names every command, and has more to say of each", async () => {
    const rehearsal = new Rehearsal([trip]);
    const [all = ""] = await rehearsal.say("/help");
    const names = [...(/^Commands: (.*?)\./mu.exec(all)?.[1] ?? "").matchAll(/\/(\w+)/gu)].map(
      ([, name]) => name,
    );
    expect(names).toEqual(["new", "abort", "back", "replay", "list", "forget", "export", "help"]);
    for (const name of names) expect((await rehearsal.say(`/help ${name}`))[0]).toMatch(`/${name}`);
  });
});
