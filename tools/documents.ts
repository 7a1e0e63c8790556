import { fileURLToPath } from "node:url";
import { sampleFile, settingsTable } from "../src/config/sample.ts";
import { ConversationCounts, conversationGauges } from "../src/conversations/gauges.ts";
import { gatewayGauges } from "../src/gateway/gauges.ts";
import { metricsTable } from "../src/ops/metrics.ts";
import { roomGauges } from "../src/rooms/gauges.ts";
import { lifeDrawing } from "./life.ts";
import { reference } from "./reference.ts";
import { withoutLuaComments, withoutYamlComments } from "./server-files.ts";

/** Makes the repository's generated files, by their paths, given how those that are written by hand are read. */
export async function documents(read: (path: string) => string): Promise<ReadonlyMap<string, string>> {
  const metrics = await metricsTable([
    ...conversationGauges(new ConversationCounts()),
    ...roomGauges({ rooms: () => [], refusals: () => ({}), line: () => [] }),
    ...gatewayGauges({ streams: 0, answers: {} }),
  ]);
  return new Map([
    ["examples/anteroom.yaml", sampleFile()],
    ["examples/REFERENCE.md", reference(fileURLToPath(new URL("../", import.meta.url)))],
    ["README.md", readme(read)],
    ["docs/operate.md", between(read("docs/operate.md"), "metrics", metrics)],
    ["docs/rooms.md", between(read("docs/rooms.md"), "life", lifeDrawing())],
  ]);
}

function readme(read: (path: string) => string): string {
  const parts = {
    prosody: withoutLuaComments(read("prosody/anteroom.cfg.lua")),
    ejabberd: withoutYamlComments(read("prosody/anteroom.yml")),
    settings: settingsTable(),
  };
  return Object.entries(parts).reduce((text, [name, made]) => between(text, name, made), read("README.md"));
}

/** Puts what is made between `<!-- name -->` and `<!-- /name -->`. Without these marks the text stays as it is. */
function between(text: string, name: string, made: string): string {
  const start = `<!-- ${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(`<!-- /${name} -->`, from);
  return from < 0 || to < 0 ? text : `${text.slice(0, from)}${start}\n${made}\n${text.slice(to)}`;
}
