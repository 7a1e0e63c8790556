/** Asks for one number after the other, without end. */
import { responder, text } from "anteroom";

export default responder("count", {
  version: 1,
  help: "Count with me: /new count",
  props: { last: text().optional() },
}).steps("number", {
  number: {
    prompt: (c) => (c.last === undefined ? "The first number?" : `After ${c.last}?`),
    accept: text(),
    receive: (c, number) => {
      c.set("last", number);
      return c.go("number");
    },
  },
});
