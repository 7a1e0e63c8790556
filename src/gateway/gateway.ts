/** The shape of the gateway. */
import type { Conversations } from "../conversations/index.ts";
import type { Feature, Parts } from "../feature.ts";
import type { Browsers } from "../rooms/runtime/browsers.ts";
import type { Clients } from "./http/index.ts";

export interface GatewayOptions {
  readonly conversations: Conversations;
}

export interface Gateway {
  /** In their order. */
  readonly features: readonly Feature[];
  /** For `createRooms`; `undefined` where browsers are not served. */
  readonly browsers: Browsers<never> | undefined;
  /** What the addresses of all requests so far have in common. */
  clients(): Clients;
}

export type CreateGateway = (parts: Parts, options: GatewayOptions) => Gateway;
