import { fileURLToPath } from "node:url";
import { sampleFile, settingsTable } from "../src/config/sample.ts";
import { metricsTable } from "../src/ops/metrics.ts";
import { reference } from "./reference.ts";

/** Makes the repository's generated files, by their paths, given the current README. */
export async function documents(readme: string): Promise<ReadonlyMap<string, string>> {
  const withSettings = between(readme, "settings", settingsTable());
  return new Map([
    ["examples/anteroom.yaml", sampleFile()],
    ["examples/REFERENCE.md", reference(fileURLToPath(new URL("../", import.meta.url)))],
    ["README.md", between(withSettings, "metrics", await metricsTable())],
  ]);
}

/** Puts a table between `<!-- name -->` and `<!-- /name -->`. Without these marks the text stays as it is. */
function between(text: string, name: string, table: string): string {
  const start = `<!-- ${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(`<!-- /${name} -->`, from);
  return from < 0 || to < 0 ? text : `${text.slice(0, from)}${start}\n${table}\n${text.slice(to)}`;
}
