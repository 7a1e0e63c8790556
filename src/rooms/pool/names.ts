/** Names and passwords of rooms, which nobody can guess. */
import { randomBytes } from "node:crypto";

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
// Of 5 bits each: 130 bits.
const LENGTH = 26;

function random(): string {
  // A remainder of 32 favours no letter.
  return [...randomBytes(LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** The localpart of a room. */
export const newRoomName = random;
export const newPassword = random;
