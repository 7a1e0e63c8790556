/** This folder holds what the bot says to the MUC service (XEP-0045) and hears from it. */

export { type RoomPresence, readRoomPresence } from "../../xmpp/xep/muc.ts";
export { conditionOf } from "./condition.ts";
export { isOurs, type Wishes } from "./form.ts";
export { createMuc, type Muc, RoomUnfit } from "./muc.ts";
export { destroying, saying } from "./stanzas.ts";
