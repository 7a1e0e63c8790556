/** From the signal that ends the process on, Node's threads are busy: whatever needs one of them comes late. */
import { pbkdf2 } from "node:crypto";

const THREADS = 8;

function busy() {
  pbkdf2("", "", 300_000, 64, "sha512", busy);
}

process.once("SIGTERM", () => {
  for (let thread = 0; thread < THREADS; thread++) busy();
});

export default [];
