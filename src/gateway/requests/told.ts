/** A message as it is stored: the texts of JSON objects, without what the server says of it (src/gateway/stream). */
import type { Bearer } from "../identity/index.ts";
import { type Content, personOf } from "../mapping/index.ts";

/** The fields that only the sender's browser knows stand beside the others, and never in their place. */
export function encodeContent({ extensions, ...content }: Content): string {
  return JSON.stringify({ ...extensions, ...content });
}

/** The person as others see it, without the id; from the login alone. */
export function profileOf({ entity, name, picture }: Bearer): string {
  const { id: _, ...profile } = personOf(entity, name ?? localpart(entity), picture ?? undefined);
  return JSON.stringify(profile);
}

function localpart(entity: string): string {
  return entity.slice(0, entity.indexOf("@"));
}
