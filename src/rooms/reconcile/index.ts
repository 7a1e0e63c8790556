/**
 * This folder brings rooms back to the truth after a loss of stream, server, process, database, or all of them. The bot
 * joins each room again. The way in which that is answered, and the occupants that come before the answer, say what is
 * true now; two tables say what follows. Nothing else is remembered of the time before.
 *
 * A join with the same full JID is a resync, whether the bot was still inside or not (XEP-0045 §7.2; observed on Prosody
 * 0.12 and 13, ejabberd 23 and 24). Status 201 then says that the room is a new one: the server had lost it.
 */
export { AFTER_JOIN, type Answer, answerOf, type Verdict } from "./answer.ts";
export { type Occupant, OF_SEAT, resync, type Sight } from "./occupants.ts";
