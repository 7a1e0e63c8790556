/** The connections of requests: what the database has undone is done again, a few times. */
import { expect, test } from "vitest";
import { RequestSessions } from "../../../src/gateway/requests/index.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";

test.each(["40P01", "40001"])(
  "a request that the database has undone (%s) is tried again, five times at most",
  async (state) => {
    await using database = await createDatabase();
    const { url, schema } = database;
    await using sessions = new RequestSessions({ url, schema, applicationName: "test" }, recordedLog().log);
    // The sequence goes on, whatever is undone.
    await database.query("create sequence tries");
    await database.query(
      `create function undone(times integer) returns integer language plpgsql as $$
     declare n integer := nextval('tries');
     begin
       if n <= times then raise exception using errcode = '${state}'; end if;
       return n;
     end $$`,
    );
    const asked = (times: number) => ({ name: "undone", text: "select undone($1) as n", values: [times] });
    expect(await sessions.query(asked(4))).toEqual([{ n: 5 }]);
    await database.query("select setval('tries', 1, false)");
    expect((await sessions.transaction([asked(4)]))[0]?.rows).toEqual([{ n: 5 }]);
    await database.query("select setval('tries', 1, false)");
    await expect(sessions.query(asked(100))).rejects.toMatchObject({ code: state });
    expect(await database.query("select last_value::integer as n from tries")).toEqual([{ n: 5 }]);
  },
);
