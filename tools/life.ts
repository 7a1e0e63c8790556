import { LIFE } from "../src/rooms/life/table.ts";

/** More steps than this with one cause and one end are drawn as a single one, from any open room. */
const MANY = 4;

/** The life of a room, drawn in Mermaid. */
export function lifeDrawing(): string {
  const fromAny = LIFE.filter(({ to, causes }) => {
    const alike = LIFE.filter((other) => other.to === to && String(other.causes) === String(causes));
    return alike.length > MANY;
  });
  const arrow = (from: string, to: string, causes: readonly string[]) =>
    `  ${from} --> ${to}: ${causes.join("<br>")}`;
  return [
    "```mermaid",
    "stateDiagram-v2",
    '  state "any open room" as any',
    "  [*] --> creating",
    ...LIFE.filter((step) => !fromAny.includes(step)).map(({ from, to, causes }) => arrow(from, to, causes)),
    ...new Set(fromAny.map(({ to, causes }) => arrow("any", to, causes))),
    "```",
  ].join("\n");
}
