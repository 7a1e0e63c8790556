/** The process that generates the load: a separate component, on whose subdomain all the people live. */
import { openRawComponent } from "../wire/raw-component.ts";
import { Crowd } from "./crowd.ts";
import type { FromLoad, LoadOptions, Stretch } from "./protocol.ts";
import { runStretch } from "./stretch.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as LoadOptions;

const tell = (what: FromLoad): void => {
  process.send?.(what);
};

const component = await openRawComponent({
  ...options,
  onStanza: (xml) => crowd.hear(xml),
  onClosed: (reason) => {
    tell({ kind: "failed", reason });
    process.exit(1);
  },
});
const crowd = new Crowd(options.people, options.domain, component.write);

process.on("message", (stretch: Stretch) => {
  void runStretch(crowd, stretch, (moment) => tell({ kind: moment })).then(
    (measured) => tell({ kind: "measured", measured }),
    (error: unknown) => tell({ kind: "failed", reason: String(error) }),
  );
});
// The bench is gone: so is the reason to go on.
process.on("disconnect", () => process.exit(0));
tell({ kind: "ready" });
