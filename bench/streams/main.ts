/** `npm run bench:streams`: measures the streams of browsers beside those of others, in one run. */
import { runProgram } from "../program.ts";
import { readOptions } from "./options.ts";
import { faults, report } from "./report.ts";
import { runStreams } from "./run.ts";

await runProgram(readOptions, async (options, folder, say) => {
  const results = await runStreams(options, folder, say);
  console.log(options.json ? JSON.stringify(results, undefined, 2) : `\n${report(results).join("\n")}`);
  return faults(results).length === 0;
});
