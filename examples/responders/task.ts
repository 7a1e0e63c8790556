/** Creates a task in three steps. The README explains this responder. */
import { date, responder, text, yesNo } from "anteroom";

/** Stands in for a real store of tasks. A second try of the effect comes with the same key and changes nothing. */
export const tasks = new Map<string, { readonly title: string; readonly due: Date | undefined }>();

export default responder("task", {
  version: 1,
  help: "Create a task: /new task [title]",
  props: { title: text(), due: date().optional() },
  lists: { people: async () => ["Ann", "Bob"] },
}).steps(
  "title",
  {
    title: { prompt: "What is the title?", accept: text(), into: "title", next: "due" },
    due: {
      prompt: (c) => `When is "${c.title}" due?`,
      accept: date(),
      into: "due",
      list: "people",
      next: "confirm",
    },
    confirm: {
      prompt: (c) => `Create "${c.title}"?`,
      accept: yesNo(),
      receive: (c, yes) => (yes ? c.complete("", { effect: "create" }) : c.abort("Nothing created.")),
    },
  },
  {
    effects: {
      create: async ({ props, key }) => {
        tasks.set(key, props);
        return "Created.";
      },
    },
  },
);
