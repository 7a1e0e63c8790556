/** Uploads by browsers: whether people get leave, and what the server says to a page. */
import { expect, inject, test } from "vitest";
import { startServer, type TestServer } from "../../support/servers/server.ts";
import { type Check, diagnose } from "../../support/under-test/doctor.ts";

const HELP = { secret: "secret" };

const choice = inject("server");
// The port for files of a Prosody in a container is not waited for.
const native = choice.kind === "native";
const ejabberd = choice.kind === "container" && choice.software === "ejabberd";

async function examine(server: TestServer): Promise<Check> {
  const env = {
    ANTEROOM_HTTP_UPLOAD: "all",
    ANTEROOM_HTTP_ORIGINS: JSON.stringify(["https://www.example.org"]),
  };
  return (await diagnose({ server, env })).check("upload");
}

test.runIf(native || ejabberd)("a page may upload files where the server is set up for them", async () => {
  await using server = await startServer({ components: { "help.localhost": HELP }, files: true });
  expect(await examine(server)).toMatchObject({ outcome: "ok" });
});

test.runIf(native)(
  "an upload that Prosody refuses for its Origin is warned of, and the printed lines mend it",
  async () => {
    const start = (lines: readonly string[]) => {
      // Back to the global settings.
      const config = ['VirtualHost "*"', ...lines].join("\n");
      return startServer({ components: { "help.localhost": { ...HELP, config } }, files: true });
    };
    const refusing = ["http_cors_override = { file_share = { enabled = false } }"];
    await using server = await start(refusing);
    const { outcome, cure } = await examine(server);
    expect([outcome, cure?.prosody?.at(-1)]).toEqual([
      "warning",
      "http_cors_override = { file_share = { enabled = true } }",
    ]);
    await using mended = await start([...refusing, ...(cure?.prosody ?? [])]);
    expect(await examine(mended)).toMatchObject({ outcome: "ok" });
  },
);

test("a server that stores no files fails, where http.upload wants it", async () => {
  await using server = await startServer({ components: { "help.localhost": HELP } });
  const { outcome, cure } = await examine(server);
  expect(outcome).toBe("failure");
  expect([cure?.prosody, cure?.ejabberd].flat().join("\n")).toContain(
    ejabberd ? "mod_http_upload:" : 'Component "upload.localhost" "http_file_share"',
  );
});
