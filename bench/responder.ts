/**
 * The measured conversation. It never ends, and each reply repeats the text of the message, so a correct reply proves that
 * the step before was stored. `serve` loads it like any other responder.
 */
import { responder, text } from "anteroom";

export default responder("bench", {
  version: 1,
  help: "Repeats what you write.",
  props: { said: text() },
}).steps("ping", {
  ping: { prompt: (c) => c.said ?? "Go on.", accept: text(), into: "said", next: "pong" },
  pong: { prompt: (c) => c.said ?? "Go on.", accept: text(), into: "said", next: "ping" },
});
