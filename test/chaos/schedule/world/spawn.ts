import type { Child, ChildOptions } from "../../../../src/demo/child.ts";

/** How processes are started: the tests keep a record of theirs. */
export type Spawn = (options: ChildOptions) => Promise<Child>;
