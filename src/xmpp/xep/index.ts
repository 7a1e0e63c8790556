/** All plugins: adding one is a file and a line. */
import type { Plugin } from "../plugin.ts";
import { entityCaps } from "./caps.ts";
import { chatMarkers } from "./chat-markers.ts";
import { chatStates } from "./chat-states.ts";
import { adHocCommands } from "./commands.ts";
import { corrections } from "./correction.ts";
import { disco } from "./disco.ts";
import { entityTime } from "./entity-time.ts";
import { lastActivity } from "./last-activity.ts";
import { ping } from "./ping.ts";
import { receipts } from "./receipts.ts";
import { replies } from "./reply.ts";
import { stanzaIds } from "./stanza-ids.ts";
import { unhandled } from "./unhandled.ts";
import { vcard } from "./vcard.ts";
import { softwareVersion } from "./version.ts";

export const plugins: readonly Plugin[] = [
  disco,
  entityCaps,
  ping,
  softwareVersion,
  entityTime,
  lastActivity,
  vcard,
  adHocCommands,
  receipts,
  chatMarkers,
  chatStates,
  stanzaIds,
  corrections,
  replies,
  unhandled,
];
