/** A responder that stumbles over one word, and goes on with the next. */
import { responder, text } from "anteroom";

export default responder("clumsy", {
  version: 1,
  help: "Stumbles over a word: /new clumsy",
  props: { word: text() },
}).steps("word", {
  word: {
    prompt: "Which word?",
    accept: text(),
    receive: (c, word) => {
      if (word.startsWith("stone")) throw new Error("stumbled");
      c.set("word", word);
      return c.complete("Thank you.");
    },
  },
});
