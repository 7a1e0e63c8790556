/** What a job leaves in memory spares the next one its reading, and never its correctness. */
import { expect, test } from "vitest";
import { inboxKey } from "../../../src/ledger/batch/inbox.ts";
import { type Once, ofPerson } from "../../../src/ledger/job.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import {
  handler,
  keepWrite,
  kept,
  type LedgerUnderTest,
  receiptsOf,
  repliesOf,
  reply,
  type Saying,
  startLedger,
  TENURE,
  tenure,
  usual,
  xmpp,
} from "../../support/under-test/ledger.ts";

const ALICE = "alice@example.org";
const BOB = "bob@example.org";

const keyOf = (id: string, body = id): Once =>
  inboxKey({ from: { bare: ALICE, full: `${ALICE}/phone` }, to: "bot@help.example.org", id, body });

/** A message that goes on from memory where it can; `reads` gets its text where it could not. */
function recalling(body: string, reads: string[], more: Partial<Saying> = {}): Saying {
  return { body, recalls: true, loads: async () => reads.push(body), ...more };
}

const count = async (database: TestDatabase, person = ALICE): Promise<number | undefined> => {
  const [row] = await database.query<{ n: number }>(
    "select n from counted join person on person.id = person_id where address = $1",
    [person],
  );
  return row?.n;
};

async function prepared(): Promise<{ database: TestDatabase; under: LedgerUnderTest; reads: string[] }> {
  const database = await createDatabase();
  return { database, under: await startLedger(database), reads: [] };
}

test("an ordinary job reads nothing: neither its person, nor the state that the last one left", async () => {
  const { database, under, reads } = await prepared();
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  // whoever asks for people now waits for ever
  await database.query("alter table person rename to hidden");
  await under.say(ALICE, recalling("2", reads), keyOf("2"));
  await under.say(ALICE, recalling("3", reads), keyOf("3"));
  await database.query("alter table hidden rename to person");
  expect(reads).toEqual(["1"]);
  expect(await kept(database)).toEqual(["1", "2", "3"]);
  expect(await count(database)).toBe(3);
  expect(repliesOf(under.channel)).toEqual(["re:1", "re:2", "re:3"]);
});

test("everything is read after a job of another kind, and for a job without a key", async () => {
  const { under, reads } = await prepared();
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  const other = { ...handler, name: "other" };
  await new Promise((settled) => {
    under.ledger.post({ ...ofPerson(xmpp(ALICE)), event: { body: "other" }, handler: other, settled });
  });
  await under.say(ALICE, recalling("2", reads), keyOf("2"));
  await under.say(ALICE, recalling("3", reads));
  await under.say(ALICE, recalling("4", reads), keyOf("4"));
  expect(reads).toEqual(["1", "2", "3"]);
});

test("a job is decided again from the stored state where another component wrote meanwhile", async () => {
  const { database, under, reads } = await prepared();
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  await database.query("update counted set n = 41");
  const counts: number[] = [];
  const does: Saying["does"] = (n, person) => {
    counts.push(n);
    return usual("2", n, person);
  };
  await under.say(ALICE, recalling("2", reads, { does }), keyOf("2"));
  expect(counts).toEqual([1, 41]);
  expect(await count(database)).toBe(42);
  expect(await kept(database)).toEqual(["1", "2"]);
  expect(repliesOf(under.channel)).toEqual(["re:1", "re:2"]);
});

test("a repeat is recognised although nothing was read, and costs those beside it nothing but time", async () => {
  const { database, under, reads } = await prepared();
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  await under.say(BOB, recalling("1", reads), keyOf("bob 1"));
  await Promise.all([
    under.say(ALICE, recalling("1", reads), keyOf("1")),
    under.say(BOB, recalling("2", reads), keyOf("bob 2")),
  ]);
  expect(await kept(database)).toEqual(["1", "1", "2"]);
  expect(repliesOf(under.channel)).toEqual(["re:1", "re:1", "re:2"]);
  expect(receiptsOf(under.channel).toSorted()).toEqual(["1", "1", "1", "2"]);
  expect([await count(database), await count(database, BOB)]).toEqual([1, 2]);
});

test("a decision that would not notice a change is made again from the stored state", async () => {
  const { database, under, reads } = await prepared();
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  await database.query("update counted set n = 41");
  const does: Saying["does"] = (n, person) => ({
    writes: [keepWrite(person, `it is ${n}`)],
    send: [reply(person.address, "re:2", `It is ${n}.`)],
  });
  await under.say(ALICE, recalling("2", reads, { does }), keyOf("2"));
  expect(await kept(database)).toEqual(["1", "it is 41"]);
});

test("a slow decision that would not notice a change is made again; one that fails is answered for at once", async () => {
  const { database, under, reads } = await prepared();
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  await database.query("update counted set n = 41");
  const slowly = (): Promise<unknown> => database.query("select 1");
  const notes: Saying["does"] = async (n, person) => {
    await slowly();
    return { writes: [keepWrite(person, `it is ${n}`)] };
  };
  await under.say(ALICE, recalling("2", reads, { does: notes }), keyOf("2"));
  await under.say(ALICE, recalling("3", reads), keyOf("3"));
  let tries = 0;
  const does: Saying["does"] = async () => {
    tries++;
    await slowly();
    throw new Error("too late");
  };
  await under.say(ALICE, recalling("4", reads, { does }), keyOf("4"));
  expect(tries).toBe(1);
  expect(await kept(database)).toEqual(["1", "it is 41", "3"]);
  expect(repliesOf(under.channel)).toEqual(["re:1", "re:3", "sorry:4"]);
});

test("a job that fails from memory is tried with the stored state before anybody apologises", async () => {
  const { database, under, reads } = await prepared();
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  await database.query("update counted set n = 41");
  const does: Saying["does"] = (n, person) => {
    if (n !== 41) throw new Error("not what it was");
    return usual("2", n, person);
  };
  await under.say(ALICE, recalling("2", reads, { does }), keyOf("2"));
  expect(under.log.lines.all.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
  expect(repliesOf(under.channel)).toEqual(["re:1", "re:2"]);
  expect(await count(database)).toBe(42);
});

test("a slow decision from memory is undone like any other where somebody wrote meanwhile", async () => {
  const { database, under, reads } = await prepared();
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  const counts: number[] = [];
  const does: Saying["does"] = async (n, person) => {
    counts.push(n);
    if (counts.length === 1) await database.query("update counted set n = 41");
    return usual("2", n, person);
  };
  await under.say(ALICE, recalling("2", reads, { does }), keyOf("2"));
  expect(counts).toEqual([1, 41]);
  expect(await count(database)).toBe(42);
  expect(await kept(database)).toEqual(["1", "2"]);
});

test("nothing is remembered across a change of hands", async () => {
  const database = await createDatabase();
  let held = TENURE;
  const under = await startLedger(database, { tenure: () => held });
  const reads: string[] = [];
  await under.say(ALICE, recalling("1", reads), keyOf("1"));
  held = tenure(3);
  await database.query("update lease set fence = $1, token = $2", [held.fence, held.token]);
  await under.say(ALICE, recalling("2", reads), keyOf("2"));
  expect(reads).toEqual(["1", "2"]);
});

test("the language that was heard last is remembered, too", async () => {
  const { database, under, reads } = await prepared();
  const langs: (string | null)[] = [];
  const speaking = (body: string, lang?: string): Saying =>
    recalling(body, reads, {
      does: (n, person) => {
        langs.push(person.lang);
        return { ...usual(body, n, person), lang };
      },
    });
  await under.say(ALICE, speaking("1", "de"), keyOf("1"));
  await under.say(ALICE, speaking("2"), keyOf("2"));
  await under.say(ALICE, speaking("3", "fr"), keyOf("3"));
  await under.say(ALICE, speaking("4"), keyOf("4"));
  expect(langs).toEqual([null, "de", "de", "fr"]);
  expect(reads).toEqual(["1"]);
  expect(await database.query("select lang from person")).toEqual([{ lang: "fr" }]);
});

test("somebody who sends everything twice costs the others their memory once at most", async () => {
  const { under, reads } = await prepared();
  await under.say(BOB, recalling("bob 0", reads), keyOf("bob 0"));
  for (let n = 1; n <= 4; n++) {
    await under.say(ALICE, recalling(`alice ${n}`, reads), keyOf(`alice ${n}`));
    // The second time it comes together with somebody else's.
    await Promise.all([
      under.say(ALICE, recalling(`alice ${n}`, reads), keyOf(`alice ${n}`)),
      under.say(BOB, recalling(`bob ${n}`, reads), keyOf(`bob ${n}`)),
    ]);
  }
  expect(reads.filter((body) => body.startsWith("bob"))).toEqual(["bob 0", "bob 1"]);
});
