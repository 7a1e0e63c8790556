import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { xml } from "../../src/xmpp/stanza.ts";
import { createDatabase, startPostgres } from "../support/database/postgres.ts";
import { person } from "../support/people/people.ts";
import { startServer, type TestServer } from "../support/servers/server.ts";

describe("the XMPP server of the tests", () => {
  test("lets two people sign in and hear each other", async () => {
    await using server = await startServer({ accounts: { alice: "secret", bob: 'odd "\\ password' } });
    await using alice = await person(server, "alice");
    await using bob = await person(server, "bob", { resource: "phone" });
    expect(bob.jid).toBe("bob@localhost/phone");
    await alice.say("bob@localhost", "hello");
    expect(await bob.hears(alice.jid)).toBe("hello");
  });

  test("keeps accounts, roster and ports after a stop and after a kill", async () => {
    await using server = await startServer({ accounts: { alice: "secret" } });
    const { c2sPort } = server;
    const roster = xml("query", { xmlns: "jabber:iq:roster" });
    {
      await using alice = await person(server, "alice");
      const item = xml("item", { jid: "friend@localhost", name: "Friend" });
      await alice.query(undefined, "set", xml("query", { xmlns: "jabber:iq:roster" }, item));
      await server.stop();
      await alice.disconnected;
    }
    await server.start();
    await server.kill();
    await server.start();
    expect(server.c2sPort).toBe(c2sPort);
    await using alice = await person(server, "alice");
    expect(String(await alice.query(undefined, "get", roster))).toContain("friend@localhost");
  });

  test("takes further accounts while it runs", async () => {
    await using server = await startServer();
    await server.addUser("carol.o-neil", "pw");
    await using carol = await person(server, "carol.o-neil");
    expect(carol.online).toBe(true);
  });

  test("lets in the component that knows the secret, and nobody else", async () => {
    await using server = await startServer({ components: { "help.localhost": { secret: 'se"cret' } } });
    expect(await attach(server, "help.localhost", 'se"cret')).toContain("<handshake");
    expect(await attach(server, "help.localhost", "wrong")).toContain("not-authorized");
  });

  test("runs beside other servers of its kind", async () => {
    const servers = await Promise.all([startServer(), startServer(), startServer()]);
    expect(new Set(servers.map((server) => server.c2sPort)).size).toBe(3);
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  });
});

/** Opens a component stream (XEP-0114) and gives what the server answers to the handshake. */
async function attach(server: TestServer, domain: string, secret: string): Promise<string> {
  const socket = connect(server.componentPort, server.host);
  socket.setEncoding("utf8");
  const stream = "http://etherx.jabber.org/streams";
  socket.write(`<stream:stream xmlns="jabber:component:accept" xmlns:stream="${stream}" to="${domain}">`);
  const id = await arrives(/\bid=['"]([^'"]+)['"]/);
  socket.write(
    `<handshake>${createHash("sha1")
      .update(id + secret)
      .digest("hex")}</handshake>`,
  );
  const answer = await arrives(/(<handshake|not-authorized)/);
  socket.destroy();
  return answer;

  /** What the server writes comes in any pieces. */
  async function arrives(wanted: RegExp): Promise<string> {
    for (let text = ""; ; ) {
      const found = wanted.exec(text)?.[1];
      if (found !== undefined) return found;
      text += (await once(socket, "data"))[0];
    }
  }
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

  test("a test's own server keeps its rows after a stop and after a kill", async () => {
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
