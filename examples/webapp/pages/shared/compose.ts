/** The field in which a person writes. Enter sends, Shift and Enter begin a new line. */
import { CLIP, h, icon } from "./elements.ts";

export interface Compose {
  readonly element: HTMLFormElement;
  focus(): void;
  disable(disabled: boolean): void;
  /** Shows the button for files, or hides it. */
  allowFiles(allowed: boolean): void;
  clear(): void;
}

export interface ComposeActions {
  readonly send: (text: string) => void;
  readonly sendFile?: (file: File) => void;
  readonly typing: (state: "composing" | "paused") => void;
}

/** Whoever writes nothing for so long (ms) is not writing any more. */
const PAUSE = 5_000;
/** What is longer, the gateway may refuse. */
const LONGEST = 10_000;

export function createCompose(label: string, { send, sendFile, typing }: ComposeActions): Compose {
  const field = h("textarea", {
    rows: 1,
    placeholder: label,
    "aria-label": label,
    dir: "auto",
    enterkeyhint: "send",
  });
  const submit = h("button", { type: "submit", class: "primary" }, "Send");
  const picker = h("input", { type: "file", hidden: true, tabindex: -1, "aria-hidden": "true" });
  const attach = h(
    "button",
    {
      type: "button",
      class: "quiet square",
      "aria-label": "Send a file",
      hidden: true,
      onclick: () => picker.click(),
    },
    icon(CLIP),
  );
  const element = h("form", { class: "compose" }, picker, attach, field, submit);

  let pause: number | undefined;
  const stopTyping = () => {
    if (pause === undefined) return;
    clearTimeout(pause);
    pause = undefined;
    typing("paused");
  };
  const clear = () => {
    field.value = "";
    field.setCustomValidity("");
    stopTyping();
  };

  field.addEventListener("input", () => {
    // The browser shows it when it is sent. Its own limit would cut off what is pasted, without a word.
    const over = field.value.length - LONGEST;
    field.setCustomValidity(over > 0 ? `This is too long to send at once, by ${over} letters.` : "");
    if (field.value.trim() === "") return stopTyping();
    clearTimeout(pause);
    pause = setTimeout(stopTyping, PAUSE);
    typing("composing");
  });
  field.addEventListener("keydown", (event) => {
    // While letters are being composed (Japanese, say), Enter chooses among them.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    element.requestSubmit();
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "" || submit.disabled) return;
    clear();
    send(text);
    field.focus();
  });
  picker.addEventListener("change", () => {
    const [file] = picker.files ?? [];
    picker.value = "";
    if (file !== undefined) sendFile?.(file);
  });

  return {
    element,
    focus: () => field.focus(),
    disable: (disabled) => {
      field.disabled = disabled;
      submit.disabled = disabled;
      attach.disabled = disabled;
    },
    allowFiles: (allowed) => {
      attach.hidden = !allowed || sendFile === undefined;
    },
    clear,
  };
}
