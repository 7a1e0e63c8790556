/**
 * Installs what `npm start`, `npm test` and `npm run bench` need and do not find: `node tools/setup.mjs demo|test|bench`.
 * It runs before anything is installed or built, so it is plain JavaScript of Node 20 and nothing else. What is in
 * place already costs next to nothing. A line for each thing that it does; status 1 with the command to type where it
 * may not do it itself.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const FLOOR = [20, 19];

const say = (line) => console.log(`setup: ${line}`);

const fail = (line) => {
  console.error(`setup: ${line}`);
  process.exit(1);
};

/** Runs a command; its output is shown only when it fails. */
function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26, ...options });
  return { ok: result.status === 0, output: `${result.stdout ?? ""}${result.stderr ?? ""}` };
}

function must(command, args, options) {
  const { ok, output } = run(command, args, options);
  if (!ok) fail(`${[command, ...args].join(" ")} failed:\n${output.split("\n").slice(0, 25).join("\n")}`);
}

const hasProgram = (name) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const changed = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < FLOOR[0] || (major === FLOOR[0] && minor < FLOOR[1])) {
    fail(`Node ${FLOOR.join(".")} or newer is needed, this is ${process.versions.node}`);
  }
}

/** npm writes its own list of what it installed as the last thing it does: an older one, or none, is not ours. */
function installPackages() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (changed(installed) > changed(join(root, "package-lock.json"))) return;
  say("installing the npm packages");
  must("npm", ["ci", "--no-audit", "--no-fund"]);
}

/** The compiler knows by itself what has changed since it last ran. */
function build() {
  if (!existsSync(join(root, "dist", "cli.js"))) say("building");
  must("npm", ["run", "--silent", "build"]);
}

function installProsody() {
  if (hasProgram("prosody") || installByApt("prosody")) return;
  if (run("docker", ["info"]).ok) {
    say("there is no Prosody here, but Docker: it will run in a container");
    return;
  }
  fail(`${missing("prosody")}, or start Docker`);
}

/** The pooler that tests go through; Debian has it where the PATH of ordinary users does not look. */
function installPgBouncer() {
  if (hasProgram("pgbouncer") || existsSync("/usr/sbin/pgbouncer") || installByApt("pgbouncer")) return;
  fail(missing("pgbouncer"));
}

const missing = (name) =>
  hasProgram("apt-get")
    ? `${name} is missing; type: sudo apt-get install ${name}`
    : `${name} is missing: install it with this system's package manager`;

/**
 * `false`: not a system with apt, or not allowed. Debian's packages start a server of their own, on the ports that the
 * demo wants: it must not, now or after a reboot.
 */
function installByApt(name) {
  const become = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const allowed = become.length === 0 || (hasProgram("sudo") && run("sudo", ["-n", "true"]).ok);
  if (!hasProgram("apt-get") || !allowed) return false;
  say(`installing ${name} (apt-get install ${name})`);
  const [command = "env", ...args] = [...become, "env", "DEBIAN_FRONTEND=noninteractive"];
  const asRoot = (...words) => run(command, [...args, ...words]);
  // invoke-rc.d asks this file before it starts a service; 101 is "no"
  const policy = "/usr/sbin/policy-rc.d";
  const mine = !existsSync(policy);
  if (mine) asRoot("sh", "-c", `printf '#!/bin/sh\nexit 101\n' > ${policy} && chmod 755 ${policy}`);
  const update = asRoot("apt-get", "update", "--quiet");
  const install = asRoot("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", name);
  if (mine) asRoot("rm", "-f", policy);
  if (!install.ok) fail(`apt-get could not install ${name}:\n${update.ok ? install.output : update.output}`);
  asRoot("update-rc.d", name, "disable");
  return true;
}

const task = process.argv[2];
if (!["demo", "test", "bench"].includes(task)) {
  console.error("usage: node tools/setup.mjs demo|test|bench");
  process.exit(2);
}
checkNode();
installProsody();
if (task === "test") installPgBouncer();
installPackages();
build();
