/** A responder that leaves promises and timers to themselves, and an effect that does the same. */
import { responder, text } from "anteroom";

const careless = {
  /** Nobody awaits it. */
  aside: () => void Promise.reject(new Error("aside")),
  later: () => void setTimeout(() => fail("later"), 0),
  nothing: () => void Promise.reject(),
  // A thousand errors at one place, and one at another.
  loop: () => {
    for (let n = 0; n < 1000; n++) void Promise.reject(new Error("loop"));
    void Promise.reject(new Error("after the loop"));
  },
};

function fail(word) {
  throw new Error(word);
}

export default responder("careless", {
  version: 1,
  help: "Leaves things to themselves: /new careless",
  props: { word: text() },
}).steps(
  "word",
  {
    word: {
      prompt: "Which word?",
      accept: text(),
      receive: (c, word) => {
        if (word === "effect") return c.complete("", { effect: "forget" });
        careless[word]();
        return c.complete(`Done: ${word}.`);
      },
    },
  },
  {
    effects: {
      forget: async () => {
        careless.aside();
        return "Done: effect.";
      },
    },
  },
);
