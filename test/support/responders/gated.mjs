/**
 * Responders that wait in the middle of their work until the test lets them go on: `slow` in a step, `work` in an
 * effect. They knock at the port that the test names (`gate.ts`).
 */
import { connect } from "node:net";
import { responder, text } from "anteroom";

function gate(knock) {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(process.env.TEST_GATE_PORT), "127.0.0.1");
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("nobody opened the gate")));
    socket.once("data", () => {
      resolve();
      socket.end();
    });
    socket.write(`${JSON.stringify(knock)}\n`);
  });
}

const slow = responder("slow", {
  version: 1,
  help: "Takes its time over a word: /new slow",
  props: { word: text() },
}).steps("word", {
  word: {
    prompt: "Which word?",
    accept: text(),
    receive: async (c, word) => {
      await gate({ word });
      c.set("word", word);
      return c.complete(`Thought about ${word}.`);
    },
  },
});

const work = responder("work", {
  version: 1,
  help: "Works on a word: /new work",
  props: { word: text() },
}).steps(
  "word",
  {
    word: {
      prompt: "Which word?",
      accept: text(),
      receive: (c, word) => {
        c.set("word", word);
        return c.complete("", { effect: "work" });
      },
    },
  },
  {
    effects: {
      work: async ({ props, key }) => {
        await gate({ word: props.word, key });
        return `Worked on ${props.word}.`;
      },
    },
  },
);

export default [slow, work];
