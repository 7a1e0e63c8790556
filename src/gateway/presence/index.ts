/**
 * This folder holds people from browsers as others see them: whether they are there, and their places in rooms, which the
 * instance with the stream enters for them.
 */
export { type Attendance, type AttendanceOptions, createAttendance, instanceSweep } from "./attendance.ts";
export { createPeople, type People, type PeopleOptions } from "./people.ts";
export { type BotPresence, friends, leaveSeat, setPresence, takeSeat } from "./seats.ts";
export type { SpokenRow } from "./speaker.ts";
export type { Slot, Wish } from "./upload.ts";
