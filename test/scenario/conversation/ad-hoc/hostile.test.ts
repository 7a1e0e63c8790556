/** What is no request of XEP-0050, or only looks like one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import shake from "../../../../examples/responders/shake.ts";
import task from "../../../../examples/responders/task.ts";
import { xml } from "../../../../src/xmpp/stanza.ts";
import { COMMANDS, client, DATA, stageIn } from "../../../support/process/commands.ts";
import { startConversing } from "../../../support/under-test/conversing.ts";

const responders = [task, shake];

describe("hostile forms", () => {
  const MINE = "the session that was given last";
  const word = fc.oneof(
    fc.constantFrom("task", "shake", "title", "name", "", "__proto__", "toString", "/abort", "\ud800", "1"),
    fc.string({ unit: "binary", maxLength: 40 }),
  );
  const attributes = (anns: string) =>
    fc.record(
      {
        node: fc.oneof(fc.constantFrom("task", "shake"), word),
        sessionid: fc.oneof(fc.constantFrom(MINE, anns), fc.uuid(), word),
        action: fc.oneof(fc.constantFrom("execute", "next", "prev", "complete", "cancel"), word),
        status: word,
        "xml:lang": word,
      },
      { requiredKeys: [] },
    );
  const field = fc.record({ name: fc.option(word), values: fc.array(word, { maxLength: 3 }) });
  const type = fc.oneof(fc.constantFrom("submit", "cancel"), word);
  const form = fc.record({ type, fields: fc.array(field, { maxLength: 4 }) });

  it("10,000 of them are all answered, and harm nobody", async () => {
    await using chat = await startConversing({ responders });
    const { session = "" } = await client(chat)({ node: "task" });
    const junk = fc.tuple(attributes(session), fc.option(form), fc.nat(49));
    const given = new Map<string, string>();
    const statuses = new Set<string | undefined>();
    for (let round = 0; round < 100; round++) {
      const answers = fc.sample(junk, { numRuns: 100, seed: round }).map(async ([attrs, filled, who]) => {
        const from = `eve${who}@example.org/x`;
        const sessionid = attrs.sessionid === MINE ? given.get(from) : attrs.sessionid;
        const x =
          filled &&
          xml(
            "x",
            { xmlns: DATA, type: filled.type },
            ...filled.fields.map(({ name, values }) =>
              xml("field", { var: name }, ...values.map((value) => xml("value", {}, value))),
            ),
          );
        const answer = stageIn(
          await chat.execute(xml("command", { xmlns: COMMANDS, ...attrs, sessionid }, x ?? "junk"), { from }),
        );
        if (answer.session !== undefined) given.set(from, answer.session);
        return answer;
      });
      for (const { status, error = "" } of await Promise.all(answers)) {
        expect(status !== undefined || error !== "").toBe(true);
        expect(error).not.toContain("internal-server-error");
        statuses.add(status);
      }
    }
    expect(statuses).toEqual(new Set([undefined, "executing", "completed", "canceled"]));
    expect(chat.recorded.lines.all.filter(({ level }) => level === "error")).toEqual([]);
    expect(await client(chat)({ node: "task" })).toMatchObject({ session, fields: [{ name: "title" }] });
  });
});
