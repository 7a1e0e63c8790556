/** This folder holds the XEPs, one file each, and lists all plugins here: adding one is a file and a line. */
import type { Plugin } from "../plugin.ts";
import { adHocCommands } from "./commands.ts";
import { entityCaps } from "./discovery/caps.ts";
import { disco } from "./discovery/disco.ts";
import { entityTime } from "./entity-time.ts";
import { lastActivity } from "./last-activity.ts";
import { messagePlugins } from "./message/index.ts";
import { replies } from "./message/reply.ts";
import { stanzaIds } from "./message/stanza-ids.ts";
import { ping } from "./ping.ts";
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
  ...messagePlugins,
  stanzaIds,
  replies,
  unhandled,
];
