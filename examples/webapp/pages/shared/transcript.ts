/**
 * The messages of a chat, as a log that screen readers read out as it grows. It has a section for each thread: the talk
 * with the bot and the talk in the room stand below each other.
 */
import type { Message, Receipt } from "anteroom/client";
import { button, h, say } from "./elements.ts";
import { textOf } from "./rich-text.ts";
import { timeOf } from "./words.ts";

export interface Transcript {
  readonly element: HTMLElement;
  section(): Section;
  /** Whether what is newest is in view. */
  atEnd(): boolean;
  /** Shows what is newest, and what comes after it. */
  toEnd(): void;
  /** Drops everything. */
  clear(): void;
}

export interface Section {
  /** Shows a message once, however often it arrives. `loud: false`: it is old and is not read out. */
  add(
    message: Message,
    shown: { readonly name: string; readonly own: boolean; readonly loud: boolean },
  ): void;
  /** One's own message before the gateway has it. `again` sends it once more if it fails. */
  sending(id: string, text: string, again: () => void): void;
  /** A line about what happens, by nobody. */
  note(text: string): void;
  receipt(receipt: Pick<Receipt, "id" | "state">): void;
  /** Shows who is writing; without a name, nobody. */
  writing(name: string | undefined): void;
}

const STATES: Readonly<Record<Receipt["state"] | "sending", string>> = {
  sending: "Sending",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Not delivered",
};
const RANK = ["sending", "sent", "delivered", "read"];
/** Nearer to the end than this many pixels, the view follows what is new. */
const NEAR = 80;

interface Own {
  readonly id: string;
  readonly item: HTMLLIElement;
  readonly state: HTMLElement;
  readonly again?: () => void;
  now: Receipt["state"] | "sending";
}

/**
 * @param answer takes the choice that a person presses
 * @param onEnd the person has come back to what is newest
 */
export function createTranscript(
  label: string,
  answer: (value: string) => void,
  onEnd: () => void,
): Transcript {
  const element = h("div", { class: "transcript", role: "log", "aria-label": label, tabindex: 0 });
  let follows = true;
  const stay = () => {
    if (follows) element.scrollTop = element.scrollHeight;
  };
  const arrive = () => {
    newer.hidden = true;
    onEnd();
  };
  const toEnd = () => {
    follows = true;
    stay();
    arrive();
  };
  // Whoever reads further up is not torn away from it, and learns that there is more.
  const came = () => {
    if (follows) stay();
    else newer.hidden = false;
  };
  const press = () => {
    toEnd();
    element.focus({ preventScroll: true });
  };
  const newer = button("New messages", press, { class: "newer", hidden: true, "aria-live": "off" });
  element.append(newer);
  element.addEventListener("scroll", () => {
    follows = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (follows) arrive();
  });
  // A telephone's keyboard makes the window lower.
  new ResizeObserver(stay).observe(element);
  return {
    element,
    atEnd: () => follows,
    toEnd,
    section: () => {
      for (const old of element.querySelectorAll(".choices")) old.remove();
      const section = createSection({ answer, changed: stay, came, spoke: toEnd });
      newer.before(section.element);
      return section;
    },
    clear: () => {
      element.replaceChildren(newer);
      toEnd();
    },
  };
}

interface SectionEvents {
  readonly answer: (value: string) => void;
  readonly changed: () => void;
  /** Somebody else has said something. */
  readonly came: () => void;
  /** The person has said something, and wants to see it. */
  readonly spoke: () => void;
}

function createSection({ answer, changed, came, spoke }: SectionEvents) {
  const list = h("ol", { class: "messages" });
  const typing = h("p", { class: "writing", "aria-live": "off" });
  const element = h("section", {}, list, typing);
  const shown = new Map<string, HTMLLIElement>();
  const own: Own[] = [];

  /** The latest of one's own messages tells how far it came; of the others only those that failed do. */
  const showStates = () => {
    const latest = own.findLast(({ now }) => now !== "failed");
    for (const entry of own) {
      say(entry.state, STATES[entry.now]);
      entry.state.hidden = entry !== latest && entry.now !== "failed";
    }
  };
  const keep = (entry: Own) => {
    own.push(entry);
    showStates();
  };
  const reach = (entry: Own, now: Own["now"]) => {
    if (now === entry.now || (now !== "failed" && RANK.indexOf(now) <= RANK.indexOf(entry.now))) return;
    entry.now = now;
    const { item, again } = entry;
    item.classList.toggle("failed", now === "failed");
    item.querySelector(".again")?.remove();
    if (now === "failed" && again !== undefined) {
      const repeat = () => {
        own.splice(own.indexOf(entry), 1);
        shown.delete(entry.id);
        item.remove();
        again();
      };
      item.append(button("Try again", repeat, { class: "again" }));
    }
    showStates();
    changed();
  };
  const dropChoices = () => {
    for (const choices of list.querySelectorAll(".choices")) choices.remove();
  };

  return {
    element,

    add: (message: Message, { name, own: isOwn, loud }: { name: string; own: boolean; loud: boolean }) => {
      const sent = own.find(({ id }) => id === message.id);
      if (isOwn && sent !== undefined && sent.item.dataset.at === undefined) {
        // It is where the thread has it, which may be behind what others wrote meanwhile.
        place(list, sent.item, message);
        reach(sent, "sent");
        return;
      }
      if (shown.has(message.id)) return;
      const said = typeof message.timestamp === "string" ? new Date(message.timestamp) : new Date();
      const { text, choices } = withoutList(message);
      const { item, state } = itemOf(name, isOwn ? "own" : message.sender.objectType, said);
      if (message.text)
        state.before(
          h("div", { class: "text", dir: "auto", lang: message.language }, textOf({ ...message, text })),
        );
      for (const { url, name: file, size } of message.attachments) state.before(fileOf(url, file, size));
      if (!loud) item.setAttribute("aria-live", "off");
      shown.set(message.id, item);
      place(list, item, message);
      // A question that is followed by something is answered.
      dropChoices();
      if (choices.length > 0 && item.nextSibling === null && element.matches(":last-of-type")) {
        item.append(
          h(
            "div",
            { class: "choices", role: "group", "aria-label": "Answers to choose from" },
            ...choices.map(({ value, label }) => button(label, () => answer(value))),
          ),
        );
      }
      if (isOwn) keep({ id: message.id, item, state, now: "sent" });
      if (loud && !isOwn) came();
      else changed();
    },

    sending: (id: string, text: string, again: () => void) => {
      const { item, state } = itemOf("You", "own", new Date());
      state.before(h("div", { class: "text", dir: "auto" }, textOf({ text, type: "plain" })));
      dropChoices();
      list.append(item);
      shown.set(id, item);
      keep({ id, item, state, again, now: "sending" });
      spoke();
    },

    note: (text: string) => {
      list.append(h("li", { class: "note" }, text));
      changed();
    },

    receipt: ({ id, state }: Pick<Receipt, "id" | "state">) => {
      const entry = own.find((one) => one.id === id);
      if (entry !== undefined) reach(entry, state);
    },

    writing: (name: string | undefined) => {
      say(typing, name === undefined ? "" : `${name} is writing`);
      changed();
    },
  };
}

function itemOf(name: string, kind: string, said: Date): { item: HTMLLIElement; state: HTMLElement } {
  const state = h("p", { class: "state" });
  const from = h(
    "p",
    { class: "from" },
    h("bdi", { class: "who" }, name),
    " ",
    h("time", { datetime: said.toISOString() }, timeOf(said, new Date())),
  );
  return { item: h("li", { class: `message ${kind}` }, from, state), state };
}

interface Shown {
  readonly text: string;
  readonly choices: NonNullable<Message["choices"]>;
}

/** The choices of a question stand below it as buttons, with the numbers by which its text lists them: it need not do so, too. */
function withoutList({ text = "", choices = [] }: Message): Shown {
  const numbered = choices.map((choice, index) => ({ ...choice, label: `${index + 1}. ${choice.label}` }));
  const list = numbered.map(({ label }) => `\n${label}`).join("");
  if (list === "" || !text.endsWith(list)) return { text, choices };
  return { text: text.slice(0, -list.length), choices: numbered };
}

/** Puts a message where the thread has it; without a place in the thread, at the end. */
function place(list: HTMLOListElement, item: HTMLLIElement, { at, sender }: Message): void {
  item.dataset.from = sender.id;
  item.dataset.at = `${at ?? Number.MAX_SAFE_INTEGER}`;
  if (item.parentNode === null) list.append(item);
  // To put it where it is would take the focus from its button.
  if (at !== undefined && isMisplaced(list, item, at))
    list.insertBefore(item, [...list.children].find((one) => placeOf(one) > at) ?? null);
  let before: string | undefined;
  for (const one of list.children) {
    const from = one instanceof HTMLElement ? one.dataset.from : undefined;
    one.classList.toggle("follows", from !== undefined && from === before);
    before = from;
  }
}

function isMisplaced(list: HTMLOListElement, item: HTMLLIElement, at: number): boolean {
  const items = [...list.children];
  const index = items.indexOf(item);
  return (
    items.slice(0, index).some((one) => placeOf(one) > at) ||
    items.slice(index + 1).some((one) => placeOf(one) < at)
  );
}

/** Of notes, and of messages that are on their way: not a number, which is neither before nor behind another. */
const placeOf = (item: Element) => Number((item instanceof HTMLElement && item.dataset.at) || Number.NaN);

/** A file is shown only when it is clicked: to load it tells its owner who looks. */
function fileOf(url: string, name: string, size: number | undefined): HTMLElement {
  const safe = /^https?:/.test(url);
  const shown = size === undefined ? name : `${name} (${inWords(size)})`;
  return h(
    "p",
    { class: "file" },
    safe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, shown) : shown,
  );
}

function inWords(bytes: number): string {
  const [unit, divisor] = bytes < 1e6 ? ["kB", 1e3] : ["MB", 1e6];
  return `${(bytes / Number(divisor)).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${unit}`;
}
