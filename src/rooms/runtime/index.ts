/**
 * This folder runs the open rooms of this component.
 *
 * Each has an object in memory (open-room.ts): the occupants, as the server tells them, and what has happened and is not
 * written down yet. A job of the queue `room:ID` (job.ts) reads the rows, tells everything that has happened to the state
 * machine (fold.ts), and writes the outcome in the batch. After the commit, and not before, what was told is forgotten and
 * the server is told what follows (driver.ts): so a job can be tried again at any time, and several happenings share a
 * write. A room that a transaction of the web application holds is left to the next look, with all that has happened.
 *
 * Once a second somebody looks (look.ts): for rooms that SQL functions wrote, for what has fallen due, for queues that lack
 * rooms, for the line. There are no timers in the database, as every deadline follows from the rows. Time passes in a room
 * only while the bot is in it and has read who else is: nobody drops out of a room because of our absence.
 */
export { type Browsers, NO_BROWSERS, type RoomOutcome } from "./browsers.ts";
export { consequences } from "./consequences.ts";
export { Driver } from "./driver.ts";
export { Hints } from "./hints.ts";
export { roomJobs, STATEMENTS } from "./job.ts";
export { createLook } from "./look.ts";
export { MucHost } from "./muc-host.ts";
export { Rejoin } from "./rejoin.ts";
export { Rooms } from "./rooms.ts";
export { SignIns } from "./sign-ins.ts";
export { createWords } from "./words.ts";
