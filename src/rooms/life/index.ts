/**
 * This folder holds the life of a room as pure functions: the state machine, the recognition of people, the line.
 *
 * How rooms are kept, and who writes what:
 *
 * - `room` has one row for each room, for ever. The component writes it; of the SQL functions `take_room`, `seat_client`
 *   and the line change its status (table.ts marks these steps), and so does `close_room`. `renew_seat` and `release_seat`
 *   only note what is asked for, in `seat`: the component carries it out, since the server has to be told. Whatever a
 *   function writes sets `unseen`, which the component looks for at least once a second and clears. A function does
 *   not notify: a commit that notifies excludes all others.
 * - `rev` grows with every write of a room. The component decides from what it has read, and its write fails where the row is
 *   a later one: then it decides anew.
 * - `seat` has one row for each right to be in a room, one live one for each role, which `room.staff_seat` and
 *   `room.client_seat` name. A seat is a row of its own since it may outlive its room (it moves when the server has lost
 *   the room, and `given_in` keeps where it was given), and since the desk adds helpers.
 * - History is made of the seats, each of which tells of the claim that it came from, and of `room_change`, which has a row
 *   for each other change of status, under the `rev` of the write.
 * - `ticket` has one row for each place in a line. The staff of a room begins to wait and the head of the line is given the
 *   seat in one transaction: the component's (`call_line`), or that of a client who comes first (`join_line`).
 * - `queue` has the names, and the lock under which one more room is decided on: `for no key update`, which a ticket of an
 *   open transaction (`for key share`) does not hold up. `queue_terms` has what each component says of its queues when it
 *   starts, and `room.lease` what it says of leases, so that the functions work while it is down.
 * - A password is stored in `next_password` before the server is told, and moves to `password` when the server has
 *   confirmed it: after a loss either may be in force.
 *
 * Locks: a room's row first, then its seats, then tickets. A transaction of the web application may stay open, and must hold
 * up nothing but its own room. The functions therefore find rooms and tickets with `skip locked`, and call no ticket but
 * the caller's own. The component asks for rows of rooms with `skip locked`, too: it leaves a room that somebody holds to
 * its next look, and never has it in a batch with messages of other people. A `request` is an advisory lock of its
 * own, held until its first call has ended.
 *
 * `room.client` is the client who has the seat or had it last: the component clears it when a client did not come.
 * Passwords, seats and tickets are in no view and no hint. Passwords leave `seat` when the room is over.
 */
export { type Departure, howGone } from "./departure.ts";
export { type CalledTicket, ticketAfter } from "./line.ts";
export { CREATION_MS, live } from "./live.ts";
export { nickKey } from "./nicknames.ts";
export { reasonForPeople } from "./reason.ts";
export type * from "./state.ts";
export { isLive, isOpen, OPEN } from "./state.ts";
export { LIFE, type Step } from "./table.ts";
