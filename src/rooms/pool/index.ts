/**
 * This folder keeps the pool: each queue has rooms that are ready to be handed out.
 *
 * Name and password of a room are committed before the server is asked, so that nothing is made that nobody knows. Rooms
 * are made side by side, some at a time: the server answers each in a few milliseconds, and has other work. When it
 * refuses, the pool waits, for longer each time, and says once what is wrong and how to mend it.
 */

export { newPassword, newRoomName } from "./names.ts";
export { Pool, type PoolOptions } from "./pool.ts";
