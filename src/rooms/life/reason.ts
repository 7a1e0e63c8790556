/** The reason for which a room is over, as people may read it. */
import { shown } from "../../texts/index.ts";
import type { Room } from "./state.ts";
import { LIFE } from "./table.ts";

const CAUSES: ReadonlySet<string> = new Set(LIFE.flatMap(({ causes }) => causes));

/** The text that a web application gave to `close_room`. Causes, and what the server said of a failed room, are for operators. */
export function reasonForPeople({
  status,
  closedWhy,
}: Pick<Room, "status" | "closedWhy">): string | undefined {
  if (closedWhy === undefined || status === "failed" || CAUSES.has(closedWhy)) return undefined;
  const reason = shown(closedWhy);
  return reason === "" ? undefined : reason;
}
