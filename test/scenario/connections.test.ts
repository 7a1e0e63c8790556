/** The connections to the database that a whole component holds. */
import { expect, test } from "vitest";
import { xml } from "../../src/xmpp/stanza.ts";
import { createDatabase, type TestDatabase } from "../support/database/postgres.ts";
import { startScriptedServer } from "../support/servers/scripted-server.ts";
import { startComponent } from "../support/under-test/component-under-test.ts";

test("serve holds five connections to the database, whatever it has done", async () => {
  await using server = await startScriptedServer();
  await using database = await createDatabase();
  await using us = await startComponent({ url: server.url, domain: server.domain, database, responders: [] });
  const { ledger } = us.component;
  const peer = await server.online();
  await us.ready();
  const from = "juliet@example.org/balcony";
  const stanza = { from, to: `bot@${server.domain}`, id: "one", type: "chat" };
  peer.send(xml("message", stanza, xml("body", {}, "/help")));
  await peer.expect(({ name }) => name === "message");
  ledger.timers.hint();
  await ledger.drain();
  ledger.sweeper.hint();
  await swept(database);
  const rows = await database.query<{ what: string }>(
    `select query as what from pg_stat_activity
     where datname = current_database() and application_name like 'anteroom %'`,
  );
  expect(rows.map(({ what }) => what)).toHaveLength(5);
});

/** When the sweeper, the last of them, has its connection. There is no event for that: it is asked. */
async function swept({ query }: TestDatabase): Promise<void> {
  for (;;) {
    const rows = await query(
      `select from pg_stat_activity where datname = current_database() and application_name like 'anteroom %'`,
    );
    if (rows.length >= 5) return;
  }
}
