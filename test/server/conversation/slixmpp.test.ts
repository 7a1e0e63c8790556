/** A whole conversation with a client of another family: slixmpp, in Python. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startTestChild } from "../../support/process/children.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { BOT, startHelpDesk } from "../../support/rooms/help-desk.ts";

const PYTHON = "/usr/bin/python3";
const SCRIPT = fileURLToPath(new URL("../../support/people/slixmpp-person.py", import.meta.url));

const found = await promisify(execFile)(PYTHON, ["-c", "import slixmpp; print(slixmpp.__version__)"]).then(
  ({ stdout }) => stdout.trim(),
  () => undefined,
);
if (found === undefined) {
  console.log(`skipped: ${PYTHON} has no slixmpp (Debian: apt install python3-slixmpp)`);
}

test.skipIf(found === undefined)(
  "slixmpp holds a whole conversation, and one by forms, and finds out about the bot",
  async () => {
    const { server, database } = await startHelpDesk({ accounts: ["alice"] });
    const where = {
      host: server.host,
      port: server.c2sPort,
      jid: "alice@localhost/slixmpp",
      password: "pw",
    };
    const says = ["/new task", "Doors", "some day", "2031-05-04", "yes"];
    const forms = [
      ["next", "Door"],
      ["prev", ""],
      ["next", "Windows"],
      ["next", "2031-05-05"],
      ["complete", true],
    ];
    const fills = { node: "task", forms };
    const lines: string[] = [];
    const child = await startTestChild({
      name: "slixmpp",
      command: PYTHON,
      args: [SCRIPT, JSON.stringify({ ...where, bot: BOT, says, fills })],
      onLine: (line, from) => {
        if (from === "stdout") lines.push(line);
      },
    });
    disposeWithTest({ [Symbol.asyncDispose]: () => child.stop("SIGKILL").then(() => {}) });
    expect(await child.exited, child.tail.join("\n")).toEqual({ code: 0, signal: null });

    const answer = (said: string, heard: unknown) => ({
      said,
      heard,
      thread: "slixmpp-1",
      acknowledged: true,
    });
    const stage = (actions: readonly string[], name: string, type: string, value: unknown) => ({
      status: "executing",
      actions,
      notes: [],
      fields: [[name, type, value]],
    });
    expect(lines, child.tail.join("\n")).toHaveLength(1);
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({
      address: `${BOT}/anteroom`,
      identities: [["client", "bot"]],
      software: "Anteroom",
      name: "Anteroom",
      talk: [
        answer("/new task", "What is the title?"),
        answer("Doors", 'When is "Doors" due?'),
        answer("some day", expect.stringContaining("I do not recognise a date")),
        answer("2031-05-04", expect.stringContaining('Create "Doors"?')),
        answer("yes", "Created."),
      ],
      commands: {
        listed: ["shake", "task"],
        stages: [
          stage(["next"], "title", "text-single", null),
          stage(["next", "prev"], "due", "text-single", null),
          stage(["next"], "title", "text-single", "Door"),
          stage(["next", "prev"], "due", "text-single", null),
          stage(["complete", "next", "prev"], "confirm", "boolean", null),
          {
            status: "completed",
            actions: [],
            notes: [["info", expect.stringContaining("write to you when it is done")]],
            fields: [],
          },
        ],
        said: "Created.",
      },
    });
    expect(await database.query("select status, props from conversations order by started_at")).toEqual([
      { status: "complete", props: { title: "Doors", due: "2031-05-04" } },
      { status: "complete", props: { title: "Windows", due: "2031-05-05" } },
    ]);
  },
);
