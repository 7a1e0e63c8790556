/** Shakes hands: shows choices, a list, and a question that may be skipped. */
import { choice, responder, text } from "anteroom";

const REPLIES = {
  firm: "A firm grip. You mean business.",
  gentle: "Gently. A pleasure.",
  fist: "Fist bump! Boom.",
} as const;

export default responder("shake", {
  version: 1,
  help: "Shake hands with me: /new shake",
  props: {
    name: text().max(40),
    how: choice({ firm: "a firm one", gentle: "a gentle one", fist: "a fist bump" }),
    wish: text().max(200).optional(),
  },
  lists: {
    customs: () => [
      "Japan: a bow",
      "France: a kiss on each cheek",
      "Tibet: the tongue out",
      "New Zealand: noses",
    ],
  },
}).steps("name", {
  name: { prompt: "Who is shaking my hand?", accept: text(), into: "name", next: "how" },
  how: {
    prompt: (c) => `Pleased to meet you, ${c.name}. What shall it be?`,
    accept: choice({ firm: "a firm one", gentle: "a gentle one", fist: "a fist bump" }),
    list: "customs",
    receive: (c, how) => {
      c.set("how", how);
      c.say(REPLIES[how]);
      return c.go("wish");
    },
  },
  wish: {
    prompt: "Is there anything you would like to wish me?",
    accept: text().max(200).optional(),
    receive: (c, wish) =>
      c.complete(wish === undefined ? "See you!" : `Thank you. The same to you, ${c.name}!`),
  },
});
