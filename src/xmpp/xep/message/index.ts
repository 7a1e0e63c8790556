/** This folder holds the XEPs that messages carry: each plugin reads its part. Adding one is a file and a line. */
import type { MessagePlugin } from "../../plugin.ts";
import { carbons } from "./carbons.ts";
import { corrections } from "./correction.ts";
import { delays } from "./delay.ts";
import { encryption } from "./encryption.ts";
import { fallbacks } from "./fallback.ts";
import { invitations } from "./invitations.ts";
import { reactions } from "./reactions.ts";
import { retractions } from "./retraction.ts";
import { chatMarkers } from "./signs/chat-markers.ts";
import { chatStates } from "./signs/chat-states.ts";
import { receipts } from "./signs/receipts.ts";

export const messagePlugins = [
  carbons,
  chatMarkers,
  chatStates,
  corrections,
  delays,
  encryption,
  fallbacks,
  invitations,
  reactions,
  receipts,
  retractions,
] as const;

type Fills<One> = One extends MessagePlugin<infer Parts> ? (parts: Parts) => void : never;

/** The parts of all plugins together. */
export type PluginParts =
  Fills<(typeof messagePlugins)[number]> extends (parts: infer Parts) => void ? Parts : never;
