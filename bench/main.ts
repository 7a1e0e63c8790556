/** `npm run bench`: measures Anteroom beside its peers, in one run, against the same Prosody. */
import { readOptions } from "./options.ts";
import { runProgram } from "./program.ts";
import { faults, report } from "./report.ts";
import { runBench } from "./run.ts";

await runProgram(readOptions, async (options, folder, say) => {
  const results = await runBench(options, folder, say);
  console.log(options.json ? JSON.stringify(results, undefined, 2) : `\n${report(results)}`);
  return faults(results.samples).length === 0;
});
