/**
 * The life of a room: every change of status that there is. The state machine (live.ts) and the SQL functions make these
 * and no others, which tests compare; a drawing can be made from it.
 */
import { OPEN, type Status } from "./state.ts";

export interface Step {
  readonly from: Status;
  readonly to: Status;
  /** The causes, as history names them. */
  readonly causes: readonly string[];
  /** An SQL function makes it, in the transaction of its caller; `also`: the state machine does, too. */
  readonly bySql?: true | "also";
}

export const LIFE: readonly Step[] = [
  { from: "creating", to: "available", causes: ["created"] },
  { from: "creating", to: "failed", causes: ["refused", "no_answer"] },
  { from: "available", to: "reserved", causes: ["take_room"], bySql: true },
  { from: "available", to: "lost", causes: ["moved"], bySql: true },
  { from: "reserved", to: "staff_waiting", causes: ["staff_entered"] },
  { from: "reserved", to: "closed", causes: ["lease_ended", "release_seat", "staff_left"] },
  { from: "staff_waiting", to: "client_coming", causes: ["seat_client", "line"], bySql: true },
  { from: "staff_waiting", to: "closing", causes: ["staff_left"], bySql: "also" },
  { from: "staff_waiting", to: "lost", causes: ["staff_dropped_out"] },
  { from: "client_coming", to: "chatting", causes: ["client_entered"] },
  { from: "client_coming", to: "staff_waiting", causes: ["lease_ended", "release_seat"] },
  { from: "client_coming", to: "closing", causes: ["staff_left"] },
  { from: "client_coming", to: "lost", causes: ["staff_dropped_out"] },
  { from: "chatting", to: "closing", causes: ["staff_left", "client_left"] },
  { from: "chatting", to: "lost", causes: ["staff_dropped_out", "client_dropped_out"] },
  { from: "lost", to: "staff_waiting", causes: ["all_back"] },
  { from: "lost", to: "client_coming", causes: ["all_back"] },
  { from: "lost", to: "chatting", causes: ["all_back"] },
  {
    from: "lost",
    to: "lost",
    causes: [
      "staff_entered",
      "client_entered",
      "lease_ended",
      "release_seat",
      "staff_dropped_out",
      "client_dropped_out",
    ],
  },
  { from: "lost", to: "closing", causes: ["staff_left", "client_left", "grace_ended"] },
  { from: "closing", to: "closed", causes: ["destroyed"] },
  ...OPEN.filter((from) => from !== "closing").map(
    (from): Step => ({ from, to: "closing", causes: ["close_room"], bySql: true }),
  ),
  ...OPEN.map((from): Step => ({ from, to: "failed", causes: ["lost_by_server"] })),
];
