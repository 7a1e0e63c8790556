/** The list of features, in their order. */
import type { Config } from "./config/settings.ts";
import { createConversations, createRegistry, type Registry } from "./conversations/index.ts";
import { createExaminer } from "./doctor/feature.ts";
import type { Feature, Parts } from "./feature.ts";
import { type CreateGateway, loadGateway } from "./gateway/index.ts";
import { createRooms } from "./rooms/index.ts";
import { builtInResponders, createFromIm } from "./rooms/responders/index.ts";
import { createRoster } from "./roster/roster.ts";

export type CreateFeatures = (parts: Parts, registry: Registry) => readonly Feature[];

/** Those that this configuration needs. */
export async function loadFeatures(config: Pick<Config, "http">): Promise<CreateFeatures> {
  const createGateway = await loadGateway(config);
  return (parts, registry) => createFeatures(parts, registry, createGateway);
}

function createFeatures(parts: Parts, registry: Registry, createGateway: CreateGateway): readonly Feature[] {
  const roster = createRoster(parts);
  const registryOf = ({ rooms }: Parts["config"]): Registry =>
    createRegistry([
      ...registry.values(),
      ...builtInResponders(rooms, parts.host.domain, parts.texts(undefined)),
    ]);
  const conversations = createConversations(parts, { registry: registryOf(parts.config), roster });
  const fromIm = createFromIm(parts, conversations);
  const gateway = createGateway(parts, { conversations });
  const rooms = createRooms(parts, {
    roster,
    fromIm,
    ...(gateway.browsers && { browsers: gateway.browsers }),
  });
  return [
    roster,
    conversations,
    { name: "built-in responders", reload: (config) => conversations.use(registryOf(config)) },
    ...(rooms === undefined ? [] : [rooms, fromIm]),
    // After rooms: their jobs write for browsers, and threads are locked last.
    ...gateway.features,
    createExaminer(parts, gateway),
  ];
}
