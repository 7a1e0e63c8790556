import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { give, makeRoom } from "../../support/rooms/rooms.ts";

async function nickFor(db: TestDatabase, wanted: string | null): Promise<string> {
  await makeRoom(db);
  return (await give(db, "take_room", { staff: "Sam", wanted_nick: wanted })).nick;
}

test("a wanted nickname is given as it is where it may be", async () => {
  await using db = await createDatabase();
  for (const wanted of ["Noor", "ذكرى", "Zoë (night desk)", "山田 太郎", "N", "ß".repeat(32)]) {
    expect(await nickFor(db, wanted)).toBe(wanted);
  }
});

test("without a wanted nickname a readable one is given, and seldom the same", async () => {
  await using db = await createDatabase();
  const given = [];
  for (const wanted of [null, "", "  ", "\u2066\u200d", "\ufe0f"]) given.push(await nickFor(db, wanted));
  for (const nick of given) expect(nick).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+ [1-9][0-9]$/);
  expect(new Set(given).size).toBeGreaterThan(1);
});

test("a nickname that looks like the bot's or another person's gets a number", async () => {
  await using db = await createDatabase();
  for (const wanted of ["anteroom", "ANTEROOM", "Ａｎｔｅｒｏｏｍ", " Anteroom "]) {
    expect(await nickFor(db, wanted)).toMatch(/ 2$/);
  }
  const room = await makeRoom(db, { status: "staff_waiting", staff: "Ὀδυσσεύς" });
  await db.query("update seat set nicks = '{Ὀδυσσεύς,Straße 2}' where id = $1", [room.staffSeat]);
  const others: readonly string[] = ["ὈΔΥΣΣΕΎΣ", "STRASSE"];
  for (const [wanted, nick] of [
    [others[0], "ὈΔΥΣΣΕΎΣ 2"],
    ["strasse 2", "strasse 2 2"],
    [others[1], "STRASSE"],
  ]) {
    expect((await give(db, "seat_client", { client: "Cleo", wanted_nick: wanted })).nick).toBe(nick);
    await db.query("delete from seat where role = 'client'");
    await db.query("update room set status = 'staff_waiting' where id = $1", [room.id]);
  }
});

test("a nickname with letters that nobody sees, or that turn the direction, gets a number and loses them", async () => {
  await using db = await createDatabase();
  expect(await nickFor(db, "No\u202eor")).toBe("Noor 2");
  expect(await nickFor(db, "No\u200b\u0007or\ufeff")).toBe("Noor 2");
  expect(await nickFor(db, "Noor\u{e0041}")).toBe("Noor 2");
  expect(await nickFor(db, "Noor\uffff\ue000")).toBe("Noor 2");
});

test("a nickname of more than 64 bytes is cut between letters, and gets a number", async () => {
  await using db = await createDatabase();
  for (const wanted of ["x".repeat(65), "é".repeat(40), "山".repeat(22), "a".repeat(200)]) {
    const nick = await nickFor(db, wanted);
    expect(Buffer.byteLength(nick)).toBeLessThanOrEqual(64);
    expect(nick.endsWith(" 2") && wanted.startsWith(nick.slice(0, -2))).toBe(true);
  }
});

test("what servers refuse is left out of a wanted nickname", async () => {
  await using db = await createDatabase();
  for (const [wanted, nick] of [
    ["Ann 😀", "Ann"],
    ["₿ob", "ob"],
    ["Grüẞe \u0378", "Grüe"],
    ["A\u2ff0nn", "Ann 2"],
    // Letters from right to left, and others beside them.
    ["Ann שלום", "Ann"],
    ["שלום Ann", "שלום"],
    ["(שלום)", "שלום"],
    ["ש1ם", "ש1ם"],
    ["شكراً", "شكرا"],
    ["ש\u202eלום", "שלום 2 ש"],
    // Letters that are a letter and a mark to the server: the mark must not be the last.
    ["שב\ufb4a", "שבת"],
    ["\ufb40", "נ"],
    ["\ufb4aו\u202eב", "\ufb4aוב 2 ת"],
  ] as const) {
    expect(await nickFor(db, wanted)).toBe(nick);
  }
  for (const wanted of ["🇳🇱", "₿", "ẞ", "\u0378"]) {
    expect(await nickFor(db, wanted)).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+ [1-9][0-9]$/);
  }
});
