/** Asks for the kinds of answers that no example asks for, beside a long list. */
import { any, file, jid, number, responder } from "anteroom";

export default responder("kinds", {
  version: 1,
  help: "Asks for all sorts of things: /new kinds",
  props: { who: jid(), photo: file().types("image/*"), size: number().max(10), note: any() },
  lists: { numbers: () => Array.from({ length: 45 }, (_, index) => `number ${index + 1}`) },
}).steps("who", {
  who: { prompt: "Who?", accept: jid(), into: "who", next: "photo" },
  photo: {
    prompt: (c) => `A picture of ${c.who}?`,
    accept: file().types("image/*"),
    into: "photo",
    next: "size",
  },
  size: {
    prompt: (c) => `How large is ${c.photo.name}?`,
    accept: number().max(10),
    into: "size",
    list: "numbers",
    next: "note",
  },
  note: {
    prompt: (c) => `${c.size} it is. Anything to note?`,
    accept: any(),
    receive: (c, note) => {
      c.set("note", note);
      return c.complete(`Noted: ${note}`);
    },
  },
});
