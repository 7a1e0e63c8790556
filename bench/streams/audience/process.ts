/** A process that plays browsers: each contender has its own, so that the files of one process are enough. */
import { Audience } from "./audience.ts";
import type { FromAudience, Task, Way } from "./protocol.ts";

const audience = new Audience(JSON.parse(process.argv[2] ?? "{}") as Way);

const tell = (what: FromAudience): void => {
  process.send?.(what);
};

process.on("message", (task: Task) => {
  audience.run(task).then(
    (measured) => tell({ kind: "done", ...(measured === undefined ? {} : { measured }) }),
    (error: unknown) =>
      tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) }),
  );
});
// The bench is gone: so is the reason to go on.
process.on("disconnect", () => process.exit(0));
tell({ kind: "ready" });
