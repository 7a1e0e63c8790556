/** The metrics of rooms. */
import type { GaugeOptions } from "../ops/metrics.ts";
import { OPEN, type Status } from "./life/index.ts";

export interface RoomCounts {
  /** The open rooms of this component. */
  readonly rooms: () => Iterable<{ readonly status: Status }>;
  /** How often the server has refused to make one, by the condition of its error. */
  readonly refusals: () => Readonly<Record<string, number>>;
  /** The queues with their lines; empty where that is not known. */
  readonly line: () => readonly LineOfQueue[];
}

export interface LineOfQueue {
  readonly queue: string;
  readonly waiting: number;
  /** In s. */
  readonly longest: number;
  readonly open: boolean;
}

export function roomGauges({ rooms, refusals, line }: RoomCounts): readonly GaugeOptions[] {
  const ofQueues = (number: (of: LineOfQueue) => number) => () => ({
    label: "queue",
    values: Object.fromEntries(line().map((of) => [of.queue, number(of)])),
  });
  return [
    {
      name: "anteroom_rooms",
      help: "open rooms of this component, by status",
      read() {
        const values: Record<string, number> = Object.fromEntries(OPEN.map((status) => [status, 0]));
        for (const { status } of rooms()) if (status in values) values[status] = (values[status] ?? 0) + 1;
        return { label: "status", values };
      },
    },
    {
      name: "anteroom_rooms_refused_total",
      help: "rooms that the server refused to make, by the condition of its error; `no-answer` and `unfit` (it did not keep a setting) are our own",
      read: () => ({ label: "condition", values: refusals() }),
    },
    {
      name: "anteroom_line_waiting",
      help: "clients who wait in line, by queue; this and the next two are of all components, and shown by the instances that hold a lease",
      read: ofQueues(({ waiting }) => waiting),
    },
    {
      name: "anteroom_line_longest_wait_seconds",
      help: "time for which the first in line has waited, by queue; 0 if nobody waits",
      read: ofQueues(({ longest }) => longest),
    },
    {
      name: "anteroom_desk_open",
      help: "1 while staff is there, in a room or on duty, else 0, by queue",
      read: ofQueues(({ open }) => Number(open)),
    },
  ];
}
