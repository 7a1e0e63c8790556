/** The ceiling: an echo that parses nothing. Its limits are those of the server or the machine. */
import { openRawComponent } from "../wire/raw-component.ts";
import { attribute, openingTag, textOf } from "../wire/splitter.ts";
import { attachment } from "./attachment.ts";

const component = await openRawComponent({
  ...attachment(),
  onStanza(xml) {
    if (!xml.startsWith("<message")) return;
    const tag = openingTag(xml);
    const body = textOf(xml, "body");
    if (body === undefined || attribute(tag, "type") !== "chat") return;
    const [from, to, id] = [attribute(tag, "from"), attribute(tag, "to"), attribute(tag, "id")];
    component.write(
      `<message type="chat" from="${to}" to="${from}" id="${id}"><body>${body}</body></message>`,
    );
  },
  onClosed: () => process.exit(0),
});
process.once("SIGTERM", component.end);
console.log("ready");
