/** This folder holds the rows of rooms, seats and tickets, as the component reads and writes them. */
export {
  callLine,
  endTickets,
  keepTickets,
  linesOf,
  type PersonInLine,
  peopleInLine,
  tidyLine,
} from "./line.ts";
export { loadRooms, type Stored, type StoredSeat } from "./load.ts";
export { deficits, type MadeRoom, makeRooms, type QueueLevel } from "./make.ts";
export { moveLost } from "./move.ts";
export { type OpenRow, openRooms, undoneClaims, unseenRooms } from "./open.ts";
export { closeUnserved, prepareQueues, servedQueues } from "./queues.ts";
export { roomSweeps } from "./retention.ts";
export { addChanges, endOffers, saveRoom, saveSeats } from "./save.ts";
