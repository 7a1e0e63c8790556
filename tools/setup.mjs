/**
 * Installs what `npm start`, `npm test` and `npm run bench` need and do not find:
 * `node tools/setup.mjs demo|test|bench|streams`. It runs before anything is installed or built, so it is plain
 * JavaScript for Node 20 without dependencies. It takes almost no time if everything is in place. It prints a line for
 * each thing that it does. If it may not install something itself, it prints the command to type and exits with 1.
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

/** Runs a command and collects its output. */
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
    fail(`Anteroom needs Node ${FLOOR.join(".")} or newer; this is Node ${process.versions.node}`);
  }
}

/** npm writes its list of installed packages last. If the list is missing or older than ours, packages must be installed. */
function installPackages() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (changed(installed) > changed(join(root, "package-lock.json"))) return;
  say("installing the npm packages");
  must("npm", ["ci", "--no-audit", "--no-fund"]);
}

/** Always runs the compiler, which knows by itself what has changed. */
function build() {
  if (!existsSync(join(root, "dist", "cli.js"))) say("building");
  must("npm", ["run", "--silent", "build"]);
}

function installProsody() {
  if (hasProgram("prosody") || installByApt("prosody")) return;
  if (run("docker", ["info"]).ok) {
    say("Prosody is not installed; it will run in a Docker container");
    return;
  }
  fail(`${missing("prosody")}, or start Docker`);
}

/** Installs the pooler for the tests. Debian puts it where the PATH of ordinary users does not look. */
function installPgBouncer() {
  if (hasProgram("pgbouncer") || existsSync("/usr/sbin/pgbouncer") || installByApt("pgbouncer")) return;
  fail(missing("pgbouncer"));
}

/** Installs the browser for the tests. */
function installChromium() {
  if (!hasProgram("chromium") && !installByApt("chromium")) fail(missing("chromium"));
}

/** Installs Prometheus, with which the tests load its alert rules and ask what the dashboard asks. */
function installPrometheus() {
  if (!hasProgram("promtool") && !installByApt("prometheus")) fail(missing("prometheus"));
}

/** Installs nginx with nchan, a peer of the streams. The bench goes without it where it cannot be had. */
function installNchan() {
  const parts = ["/usr/sbin/nginx", "/usr/lib/nginx/modules/ngx_nchan_module.so"];
  if (parts.every((part) => existsSync(part))) return;
  if (!installByApt("libnginx-mod-nchan", { service: "nginx", needed: false }))
    say(missing("libnginx-mod-nchan"));
}

const missing = (name) =>
  hasProgram("apt-get")
    ? `${name} is missing; install it: sudo apt-get install ${name}`
    : `${name} is missing; install it with this system's package manager`;

/**
 * Installs a Debian package. Gives `false` if the system has no apt or the user may not use it. Debian's packages start a
 * server of their own on the ports that the demo wants. This prevents that, now and after a reboot.
 */
function installByApt(name, { service = name, needed = true } = {}) {
  const become = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const allowed = become.length === 0 || (hasProgram("sudo") && run("sudo", ["-n", "true"]).ok);
  if (!hasProgram("apt-get") || !allowed) return false;
  say(`installing ${name} (apt-get install ${name})`);
  const [command = "env", ...args] = [...become, "env", "DEBIAN_FRONTEND=noninteractive"];
  const asRoot = (...words) => run(command, [...args, ...words]);
  // invoke-rc.d asks this file before it starts a service; status 101 forbids it.
  const policy = "/usr/sbin/policy-rc.d";
  const mine = !existsSync(policy);
  if (mine) asRoot("sh", "-c", `printf '#!/bin/sh\nexit 101\n' > ${policy} && chmod 755 ${policy}`);
  const update = asRoot("apt-get", "update", "--quiet");
  const install = asRoot("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", name);
  if (mine) asRoot("rm", "-f", policy);
  if (!install.ok) {
    if (!needed) return false;
    fail(`apt-get could not install ${name}:\n${update.ok ? install.output : update.output}`);
  }
  asRoot("update-rc.d", service, "disable");
  return true;
}

const task = process.argv[2];
if (!["demo", "test", "bench", "streams"].includes(task)) {
  console.error("usage: node tools/setup.mjs demo|test|bench|streams");
  process.exit(2);
}
checkNode();
installProsody();
if (task === "test") {
  installPgBouncer();
  installChromium();
  installPrometheus();
}
if (task === "streams") installNchan();
installPackages();
build();
