/** `npm run chaos:rooms -- --minutes 60 --seed 7` */
import { run, schedule } from "../../by-hand/run.mjs";

const options = schedule(
  "chaos:rooms",
  "Injects random faults while people come and go in rooms of two components, and checks that all is true afterwards. See test/chaos/rooms.",
)
  .parse()
  .opts();
await run(import.meta.url, options);
