/** This folder holds the requests of the contract's table, by what they are about. */
import type { Operation } from "../operation.ts";
import { messageOperations } from "./messages.ts";
import { peopleOperations } from "./people.ts";
import { streamOperations } from "./streams.ts";
import { threadOperations } from "./threads.ts";
import { tokenOperations } from "./tokens.ts";

/** All but the description itself. */
export const operations: readonly Operation[] = [
  ...tokenOperations,
  ...streamOperations,
  ...messageOperations,
  ...peopleOperations,
  ...threadOperations,
];
