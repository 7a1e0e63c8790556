/** The chat window, as elements: the frame, and what stands above the field in each stage. */
import { button, type Child, CLOSE, h, icon, say } from "../shared/elements.ts";
import { duration } from "../shared/words.ts";
import type { Stage } from "./stage.ts";

export interface WindowActions {
  readonly close: () => void;
  readonly beginQuestions: () => void;
  /** Takes the visitor's name, which may be empty. */
  readonly joinLine: (name: string) => void;
  readonly leaveLine: () => void;
  readonly endChat: () => void;
  readonly waitAgain: () => void;
  readonly startAnew: () => void;
}

export interface ChatWindow {
  readonly element: HTMLElement;
  show(stage: Stage, facts: Facts): void;
}

export interface Facts {
  /** Whether there is somebody to send to: until then nothing may be pressed that would be lost. */
  readonly ready: boolean;
  /** Whether anything has been said yet. */
  readonly fresh: boolean;
  /** Whether staff is there. */
  readonly open: boolean;
}

export function createWindow(
  title: string,
  parts: readonly Child[],
  field: HTMLElement,
  actions: WindowActions,
): ChatWindow {
  const where = h("p", { class: "where", role: "status" });
  const end = button("End chat", () => ask("end"), { class: "quiet" });
  const panel = h("div", { class: "panel" });
  const place = h("p", { class: "place", role: "status" });
  const element = h(
    "section",
    { class: "window", role: "dialog", "aria-label": title, tabindex: -1, hidden: true },
    h(
      "div",
      { class: "head" },
      h("div", { class: "title" }, h("h2", {}, "Harbour Helpline"), where),
      end,
      h(
        "button",
        { type: "button", class: "quiet square", "aria-label": "Close the window", onclick: actions.close },
        icon(CLOSE),
      ),
    ),
    ...parts,
    panel,
    field,
  );
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") actions.close();
  });

  /** What the visitor is being asked: the name before the line, or whether to end the chat. */
  let asked: "name" | "end" | undefined;
  let latest: { stage: Stage; facts: Facts } | undefined;
  let shown = "";

  const ask = (what: typeof asked) => {
    asked = what;
    if (latest !== undefined) render(latest.stage, latest.facts);
    const target = panel.querySelector<HTMLElement>("input, button") ?? element;
    target.focus();
  };
  const nameForm = (open: boolean) => {
    const name = h("input", { id: "name", autocomplete: "nickname", maxlength: 60, dir: "auto" });
    return h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          asked = undefined;
          actions.joinLine(name.value);
          // The form goes away, and the focus must not go with it.
          element.focus();
        },
      },
      !open && h("p", {}, "Nobody is at the desk right now. You may wait until somebody comes."),
      h("label", { for: "name" }, "What may we call you? You can leave this empty."),
      name,
      h(
        "div",
        { class: "row" },
        h("button", { type: "submit", class: "primary" }, "Join the line"),
        button("Not now", () => ask(undefined), { class: "quiet" }),
      ),
    );
  };
  const confirmation = () =>
    h(
      "div",
      { role: "group", "aria-label": "End this chat?" },
      h("p", {}, "End this chat?"),
      h(
        "div",
        { class: "row" },
        button(
          "End it",
          () => {
            asked = undefined;
            actions.endChat();
            element.focus();
          },
          { class: "primary" },
        ),
        button("Go on", () => ask(undefined), { class: "quiet" }),
      ),
    );
  const render = (stage: Stage, facts: Facts) => {
    latest = { stage, facts };
    if (stage.at !== "bot" && asked === "name") asked = undefined;
    if (stage.at !== "room" && asked === "end") asked = undefined;
    element.dataset.stage = stage.at;
    say(where, facts.ready || stage.at === "over" ? whereText(stage) : "Connecting");
    if (stage.at === "line") say(place, placeText(stage));
    end.hidden = stage.at !== "room";
    field.hidden = stage.at === "over" || asked === "name";
    // Buttons that stay the same are left alone, or they would lose the focus.
    const key = JSON.stringify([
      stage.at,
      asked,
      facts,
      "seat" in stage && stage.seat,
      "ticket" in stage && !!stage.ticket,
    ]);
    if (key === shown) return;
    shown = key;
    const hadFocus = panel.matches(":focus-within");
    panel.replaceChildren(...(contents(stage, facts).filter(Boolean) as Node[]));
    if (hadFocus && !panel.matches(":focus-within")) element.focus();
  };
  const contents = (stage: Stage, { ready, fresh, open }: Facts): readonly Child[] => {
    if (asked === "end") return [confirmation()];
    switch (stage.at) {
      case "bot":
        if (asked === "name") return [nameForm(open)];
        return [
          h(
            "div",
            { class: "row" },
            fresh &&
              button("Begin with a few questions", actions.beginQuestions, {
                class: "primary",
                disabled: !ready,
              }),
            button("Talk to a person", () => ask("name"), { disabled: !ready }),
          ),
        ];
      case "line":
        return [
          place,
          stage.ticket !== undefined && button("Leave the line", actions.leaveLine, { class: "quiet" }),
        ];
      case "room":
        return [];
      case "over":
        return [
          h("p", { role: "status" }, stage.why),
          h(
            "div",
            { class: "row" },
            stage.seat !== undefined &&
              button("Wait for somebody else", actions.waitAgain, { class: "primary", disabled: !ready }),
            button("Start anew", actions.startAnew),
          ),
          h("p", { class: "small" }, "Starting anew forgets this chat on this device."),
        ];
    }
  };
  return { element, show: render };
}

function whereText(stage: Stage): string {
  switch (stage.at) {
    case "bot":
      return "Assistant";
    case "line":
      return "In line for a person";
    case "room":
      if (stage.thread === undefined) return "Connecting";
      if (stage.away) return `${stage.staff ?? "The adviser"} is away for a moment`;
      return stage.staff ?? "Adviser";
    case "over":
      return "Ended";
  }
}

function placeText({ place, estimate }: Stage & { readonly at: "line" }): string {
  const wait = estimate === undefined ? "" : ` It takes ${duration(estimate)}.`;
  if (place === undefined) return "You are in line.";
  if (place === 1) return `You are next.${wait}`;
  return `You are number ${place.toLocaleString()} in line.${wait}`;
}
