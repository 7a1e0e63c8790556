/** The package as it leaves the repository: packed, installed in an empty folder, and used from there. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const execute = promisify(execFile);

let folder: string;
let installed: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anteroom-packed-"));
  // Not built anew: other tests run what is there.
  await typed(REPOSITORY, "npm", "pack", "--ignore-scripts", "--pack-destination", folder);
  const [tarball = ""] = await readdir(folder);
  await typed(folder, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", `./${tarball}`);
  installed = join(folder, "node_modules", "anteroom");
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the package has what a deployer copies, and nothing that only its own build and tests need", async () => {
  const files = await readdir(installed, { recursive: true });
  expect(files).toEqual(
    expect.arrayContaining([
      "prosody/anteroom.cfg.lua",
      "prosody/prosody.cfg.lua",
      "prosody/anteroom.yml",
      "prosody/ejabberd.yml",
      "examples/anteroom.service",
      "examples/anteroom.yaml",
      "examples/REFERENCE.md",
      "dist/texts/en.ftl",
      "dist/gateway/client/index.js",
      "dist/examples/webapp/server/main.js",
      "dist/examples/webapp/pages/visitor/index.html",
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
    ]),
  );
  const migrations = await readdir(join(REPOSITORY, "migrations"), { recursive: true });
  expect(files).toEqual(expect.arrayContaining(migrations.map((file) => `migrations/${file}`)));
  expect(
    files.filter((file) => /(^|\/)(test|bench|src|tools|node_modules)\/|\.test\.|tsbuildinfo/.test(file)),
  ).toEqual([]);
});

test("the installed program tells its version and its commands, and what its configuration lacks", async () => {
  const { version } = packageJson;
  expect(await typed(folder, "npx", "anteroom", "--version")).toBe(`${version}\n`);
  expect(await typed(folder, "npx", "anteroom", "--help")).toContain("serve");
  const refused = typed(folder, "npx", "anteroom", "serve");
  await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("xmpp.domain") });
});

test("authors import the package, its testing part and its examples by their names", async () => {
  const program = `
    import { responder } from "anteroom";
    import { playTranscript } from "anteroom/testing";
    import task from "anteroom/examples/task";
    await playTranscript(task, "> /new task Paint the door\\n< When is \\"Paint the door\\" due?");
    console.log(typeof responder, task.name);
  `;
  await writeFile(join(folder, "author.mjs"), program);
  expect(await typed(folder, "node", "author.mjs")).toBe("function task\n");
});

test("the module for pages is one file, which a script tag can load as it is", async () => {
  const program = 'console.log(import.meta.resolve("anteroom/client"))';
  const printed = await typed(folder, "node", "--input-type=module", "--eval", program);
  const file = fileURLToPath(printed.trim());
  expect(file).toBe(join(installed, "dist/gateway/client/index.js"));
  const code = await readFile(file, "utf8");
  expect(code).toMatch(/export\s*\{/);
  expect(code).not.toMatch(/\bimport\b\s*[{"'(*]|\bfrom\s*["']|\brequire\(/);
});

test("the program of the package may be executed", async () => {
  const { mode } = await stat(join(installed, packageJson.bin.anteroom));
  expect(mode & 0o111).toBe(0o111);
});

/** Gives what the command printed. It runs with a deployer's environment: nothing of the tests' own. */
async function typed(cwd: string, command: string, ...args: string[]): Promise<string> {
  const ours = /^(ANTEROOM_|VITEST|NODE_ENV$|npm_(?!config_)|npm_config_(local|global)_prefix$)/;
  const rest = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const path = (process.env.PATH ?? "").split(delimiter).filter((place) => !place.includes("node_modules"));
  const env = { ...Object.fromEntries(rest), PATH: path.join(delimiter), npm_config_prefer_offline: "true" };
  return (await execute(command, args, { cwd, env })).stdout;
}
