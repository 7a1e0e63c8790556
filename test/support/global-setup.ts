/**
 * Once per run: one PostgreSQL with a migrated template database, and the choice of the XMPP server (with its image
 * built). At the end: nothing that a test started may be left running, else the run fails.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type SharedDatabase, startSharedDatabase } from "./database/shared-database.ts";
import { endChildren, recordChildrenIn } from "./process/children.ts";
import { chooseServer, type ServerChoice } from "./servers/server-choice.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder in which each started process has a file, see `children.ts`; it also names the run. */
    readonly children: string;
    readonly database: SharedDatabase;
    readonly server: ServerChoice;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-run-"));
  recordChildrenIn(folder);
  const [database, server] = await Promise.all([startSharedDatabase(), chooseServer(folder)]);
  console.log(`tests run against ${database.description} and ${server.description}`);
  project.provide("children", folder);
  project.provide("database", database.shared);
  project.provide("server", server);
  return async () => {
    await database.stop();
    const left = [...(await endChildren(folder))];
    if (server.kind === "container") {
      const { removeContainers } = await import("./servers/server-container.ts");
      left.push(...(await removeContainers(folder)));
    }
    await rm(folder, { recursive: true, force: true });
    if (left.length > 0) {
      // vitest prints an error of a teardown, and exits with 0 all the same
      process.exitCode = 1;
      throw new Error(`left running by the tests: ${left.join(", ")}`);
    }
  };
}
