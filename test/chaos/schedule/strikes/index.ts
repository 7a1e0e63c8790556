/** The action of each kind of fault. */
import type { Kind } from "../plan/kinds.ts";
import { databaseStrikes } from "./database.ts";
import { leaseStrikes } from "./lease.ts";
import { networkStrikes } from "./network.ts";
import { peopleStrikes } from "./people.ts";
import { processStrikes } from "./processes.ts";
import { serverStrikes } from "./server.ts";
import type { Strike } from "./strike.ts";

export const strikes: Readonly<Record<Kind, Strike>> = {
  ...processStrikes,
  ...databaseStrikes,
  ...networkStrikes,
  ...serverStrikes,
  ...peopleStrikes,
  ...leaseStrikes,
};
