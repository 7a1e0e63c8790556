import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { xml } from "../../src/xmpp/stanza.ts";
import { person } from "../support/people.ts";
import { createDatabase, startPostgres } from "../support/postgres.ts";
import { startProsody, type TestProsody } from "../support/prosody.ts";

describe("the Prosody of the tests", () => {
  test("signs two people in, who hear each other", async () => {
    await using prosody = await startProsody({ accounts: { alice: "secret", bob: 'odd "\\ password' } });
    await using alice = await person(prosody, "alice");
    await using bob = await person(prosody, "bob", { resource: "phone" });
    expect(bob.jid).toBe("bob@localhost/phone");
    await alice.say("bob@localhost", "hello");
    expect(await bob.hears(alice.jid)).toBe("hello");
  });

  test("keeps accounts, roster and ports over a stop and over a kill", async () => {
    await using prosody = await startProsody({ accounts: { alice: "secret" } });
    const { c2sPort } = prosody;
    const roster = xml("query", { xmlns: "jabber:iq:roster" });
    {
      await using alice = await person(prosody, "alice");
      const item = xml("item", { jid: "friend@localhost", name: "Friend" });
      await alice.query(undefined, "set", xml("query", { xmlns: "jabber:iq:roster" }, item));
      await prosody.stop();
      await alice.disconnected;
    }
    await prosody.start();
    await prosody.kill();
    await prosody.start();
    expect(prosody.c2sPort).toBe(c2sPort);
    await using alice = await person(prosody, "alice");
    expect(String(await alice.query(undefined, "get", roster))).toContain("friend@localhost");
  });

  test("takes further accounts while it runs", async () => {
    await using prosody = await startProsody();
    await prosody.addUser("carol.o-neil", "pw");
    await using carol = await person(prosody, "carol.o-neil");
    expect(carol.online).toBe(true);
  });

  test("lets in the component that knows the secret, and nobody else", async () => {
    await using prosody = await startProsody({ components: { "help.localhost": { secret: 'se"cret' } } });
    expect(await attach(prosody, "help.localhost", 'se"cret')).toContain("<handshake");
    expect(await attach(prosody, "help.localhost", "wrong")).toContain("not-authorized");
  });

  test("several run beside each other", async () => {
    const servers = await Promise.all([startProsody(), startProsody(), startProsody()]);
    expect(new Set(servers.map((server) => server.c2sPort)).size).toBe(3);
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  });
});

/** Opens a component stream (XEP-0114) and gives what the server answers to the handshake. */
async function attach(prosody: TestProsody, domain: string, secret: string): Promise<string> {
  const socket = connect(prosody.componentPort, prosody.host);
  socket.setEncoding("utf8");
  const stream = "http://etherx.jabber.org/streams";
  socket.write(`<stream:stream xmlns="jabber:component:accept" xmlns:stream="${stream}" to="${domain}">`);
  const [header] = await once(socket, "data");
  const id = /\bid=['"]([^'"]+)/.exec(header)?.[1] ?? "";
  socket.write(
    `<handshake>${createHash("sha1")
      .update(id + secret)
      .digest("hex")}</handshake>`,
  );
  const [answer] = await once(socket, "data");
  socket.destroy();
  return answer;
}

describe("the PostgreSQL of the tests", () => {
  test("a clone of the migrated template is seen by its own test only", async () => {
    await using one = await createDatabase();
    await using two = await createDatabase();
    await one.query("create table only_here (a int)");
    const found = await two.query("select to_regclass('only_here') as name");
    expect(found).toEqual([{ name: null }]);
    const person = await two.query("select to_regclass('person')::text as name");
    expect(person).toEqual([{ name: "person" }]);
  });

  test("a server of a test's own keeps its rows over a stop and over a kill", async () => {
    await using server = await startPostgres();
    await server.query("create table kept as select 1 as a");
    await server.stop();
    await expect(server.query("select a from kept")).rejects.toThrow();
    await server.start();
    await server.query("insert into kept values (2)");
    await server.kill();
    await server.start();
    expect(await server.query("select a from kept order by a")).toEqual([{ a: 1 }, { a: 2 }]);
  });
});
