/** Pages of a person's stream, as the client knows events. */
import { type CompatEvent, compatEvents, type Envelope } from "../../mapping/index.ts";
import type { Position, StreamEvent, StreamPage } from "../../stream/index.ts";
import type { StreamParts } from "./parts.ts";

export async function pageFor(
  { reads, compatPeople }: Pick<StreamParts, "reads" | "compatPeople">,
  personId: string,
  after: Position,
  compat: boolean,
): Promise<StreamPage> {
  const page = await reads.page(personId, after);
  if (!compat || page.events.length === 0) return page;
  const envelopes = page.events.map(({ data }) => JSON.parse(data) as Envelope);
  const people = await compatPeople({
    personId,
    threads: envelopes.flatMap(threadsOf),
    entities: envelopes.flatMap(entitiesOf),
  });
  return {
    ...page,
    events: page.events.map(({ seq }, index): StreamEvent => {
      const parts = compatEvents(envelopes[index] ?? NOTHING, people).map(text);
      return { seq, data: parts.at(-1) ?? "{}", before: parts.slice(0, -1) };
    }),
  };
}

const NOTHING: Envelope = { timestamp: new Date(0).toISOString(), stanzas: [] };

function text(event: CompatEvent): string {
  return JSON.stringify(event);
}

function threadsOf({ stanzas }: Envelope): readonly string[] {
  return stanzas.flatMap((stanza) => (stanza.type === "message" ? [stanza.message.thread] : []));
}

function entitiesOf({ stanzas }: Envelope): readonly string[] {
  return stanzas.flatMap((stanza) =>
    stanza.type === "presence" ? stanza.presence.map(({ entity }) => entity) : [],
  );
}
