/**
 * The one script of the site: `<script type="module" src="/assets/visitor/widget.js"></script>`. It puts a button into the
 * corner of the page, which opens the chat. It stores nothing and connects to nothing before the first click. All of it is
 * in a shadow tree, so the styles of the site and of the chat do not touch each other.
 */
import { CHAT, h, icon, say } from "../shared/elements.ts";
import { createSession, kept, type VisitorSession } from "./session.ts";

// In ms.
const PATIENCE = 3_000;

const host = h("div", { class: "anteroom-chat" });
const root = host.attachShadow({ mode: "open" });
const style = (name: string) =>
  h("link", { rel: "stylesheet", href: new URL(`../${name}`, import.meta.url).href });
const label = h("span", {}, "Chat with us");
const badge = h("span", { class: "badge", hidden: true });
const launcher = h(
  "button",
  { type: "button", class: "launcher", "aria-expanded": "false", onclick: () => void openByHand() },
  icon(CHAT),
  label,
  badge,
);

let session: VisitorSession | undefined;

/** @param visible `false`: the chat goes on behind the button */
async function open(visible = true): Promise<void> {
  if (session === undefined) {
    session = createSession(close, unseen);
    root.append(session.window.element);
  }
  show(visible);
  await session.start();
}

async function openByHand(): Promise<void> {
  const opening = open();
  session?.window.element.focus();
  await opening;
  // Unless the visitor has gone elsewhere meanwhile.
  if (root.activeElement === session?.window.element) session?.focus();
}

function close(): void {
  show(false);
  launcher.focus();
}

function show(visible: boolean): void {
  if (session === undefined) return;
  session.window.element.hidden = !visible;
  launcher.hidden = visible;
  launcher.setAttribute("aria-expanded", String(visible));
  session.shown(visible);
}

function unseen(count: number): void {
  badge.hidden = count === 0;
  say(badge, `${count}`);
  launcher.setAttribute("aria-label", count === 0 ? "Chat with us" : `Chat with us, ${count} new messages`);
}

// Without its style the button would be seen in the wrong place for a moment.
const sheets = [style("shared/chat.css"), style("visitor/widget.css")];
// A style that cannot be fetched, or not soon, leaves a plain button, which works as well.
const settled = sheets.map(
  (sheet) =>
    new Promise((resolve) => {
      sheet.addEventListener("load", resolve);
      sheet.addEventListener("error", resolve);
      setTimeout(resolve, PATIENCE);
    }),
);
launcher.hidden = true;
root.append(...sheets, launcher);
document.body.append(host);
await Promise.all(settled);
launcher.hidden = false;
// The page was loaded again, or is another one of the site. Whoever has closed the window still waits, or talks with somebody.
const before = kept.load();
if (before?.open || before?.stage.at === "line" || before?.stage.at === "room") void open(before.open);
