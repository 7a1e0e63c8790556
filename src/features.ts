/** The list of features, in their order. */
import { createConversations, type Registry } from "./conversations/index.ts";
import type { Feature, Parts } from "./feature.ts";
import { createRoster } from "./roster/roster.ts";

export function createFeatures(parts: Parts, registry: Registry): readonly Feature[] {
  const roster = createRoster(parts);
  return [roster, createConversations(parts, { registry, roster })];
}
