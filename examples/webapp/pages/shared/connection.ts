/** A line that says so while the connection is away. It lies over the messages, so that nothing moves. */
import type { Chat } from "anteroom/client";
import { h, say } from "./elements.ts";

/** A short absence is not worth a word (ms). */
const PATIENCE = 1_500;

export interface ConnectionLine {
  readonly element: HTMLElement;
  watch(chat: Chat): void;
  /** Shows another text, until the state changes. */
  show(text: string): void;
}

export function connectionLine(over: string): ConnectionLine {
  const element = h("p", { class: "connection", role: "status" });
  let timer: number | undefined;
  const show = (text: string) => {
    say(element, text);
    element.classList.toggle("shown", text !== "");
  };
  const tell = (state: Chat["state"]) => {
    clearTimeout(timer);
    if (state === "waiting" || state === "connecting") {
      timer = setTimeout(() => show("Connecting again…"), PATIENCE);
    } else {
      show(state === "over" ? over : "");
    }
  };
  return {
    element,
    show,
    watch: (chat) => {
      chat.on("state", tell);
      tell(chat.state);
    },
  };
}
