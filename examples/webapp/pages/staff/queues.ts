/** The queues with who waits and who is there, and the button that takes a room for the next person. */
import { button, h, say } from "../shared/elements.ts";
import { duration } from "../shared/words.ts";
import { takeText } from "./status.ts";

export interface Queue {
  readonly queue: string;
  readonly staff_waiting: number;
  readonly chatting: number;
  readonly in_line: number;
  /** Seconds. */
  readonly longest_wait: number | null;
}

interface Parts {
  readonly item: HTMLElement;
  readonly line: HTMLElement;
  readonly staff: HTMLElement;
  readonly next: HTMLElement;
}

export function createQueues(element: HTMLElement, take: (queue: string) => void) {
  const shown = new Map<string, Parts>();
  return {
    show: (queues: readonly Queue[]) => {
      for (const one of queues) {
        const parts = shown.get(one.queue) ?? create(one.queue);
        const label = takeText(one.in_line);
        say(parts.next, label);
        if (queues.length > 1) parts.next.setAttribute("aria-label", `${label}, ${one.queue}`);
        say(parts.line, lineText(one));
        say(parts.staff, `${one.staff_waiting} free, ${one.chatting} in a chat`);
        parts.item.classList.toggle("waiting", one.in_line > 0);
      }
    },
    disable: (disabled: boolean) => {
      for (const one of element.querySelectorAll("button")) one.disabled = disabled;
    },
  };

  function create(queue: string): Parts {
    const line = h("dd", { class: "in-line" });
    const staff = h("dd", {});
    const next = button("", () => take(queue), { class: "primary" });
    const item = h(
      "div",
      { class: "queue" },
      h("h3", {}, queue),
      h("dl", {}, h("div", {}, h("dt", {}, "Waiting"), line), h("div", {}, h("dt", {}, "Staff"), staff)),
      next,
    );
    element.append(item);
    const parts = { item, line, staff, next };
    shown.set(queue, parts);
    return parts;
  }
}

function lineText({ in_line, longest_wait }: Queue): string {
  if (in_line === 0) return "nobody";
  const since = longest_wait === null ? "" : `, the first for ${duration(longest_wait)}`;
  return `${in_line.toLocaleString()}${since}`;
}
