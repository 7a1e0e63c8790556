/**
 * A server as a deployer has it: Debian's package in a container, with the files of `prosody/` copied to their places as
 * their first lines say. Only the domain, the ports and the interfaces differ.
 */
import { readFile } from "node:fs/promises";
import { GenericContainer, Wait } from "testcontainers";
import { disposeWithTest } from "../process/lifetime.ts";
import type { ServerChoice } from "./server-choice.ts";
import { RUN_LABEL, withFreePorts } from "./server-container.ts";

/** An existing server has Debian's own configuration, a new one has ours. */
export type Installation = "existing" | "new";

export interface ShippedServer {
  readonly componentUrl: string;
  readonly domain: string;
  readonly secret: string;
  /** Where files are kept; a new server has that. */
  readonly uploads: string;
}

type Image = Extract<ServerChoice, { readonly kind: "container" }>;

/** The domain of Debian's own configurations. */
const DOMAIN = "localhost";

const START_EJABBERD =
  "epmd -daemon; until epmd -names >/dev/null 2>&1; do sleep 0.1; done; exec ejabberdctl foreground";

export function startShipped(
  { software, image }: Image,
  run: string,
  installation: Installation,
): Promise<ShippedServer> {
  return withFreePorts(2, async ([componentPort = 0, httpPort = 0]) => {
    const filled = (text: string) =>
      text
        .replaceAll("example.org", DOMAIN)
        .replaceAll("5347", String(componentPort))
        .replaceAll("5280", String(httpPort))
        .replaceAll('"127.0.0.1"', '"0.0.0.0"');
    const copied = async (name: string, target: string) => {
      const text = await readFile(new URL(`../../../prosody/${name}`, import.meta.url), "utf8");
      return { target, content: filled(text), mode: 0o644 };
    };
    const files =
      software === "prosody"
        ? { whole: "prosody.cfg.lua", own: "anteroom.cfg.lua", folder: "/etc/prosody", of: "conf.d/" }
        : { whole: "ejabberd.yml", own: "anteroom.yml", folder: "/etc/ejabberd", of: "" };
    const own = await copied(files.own, `${files.folder}/${files.of}${files.own}`);
    const whole = await copied(files.whole, `${files.folder}/${files.whole}`);
    const ports = installation === "new" ? [componentPort, httpPort] : [componentPort];
    const container = new GenericContainer(image)
      .withLabels({ [RUN_LABEL]: run })
      .withCopyContentToContainer(installation === "new" ? [own, whole] : [own])
      .withExposedPorts(...ports.map((port) => ({ container: port, host: port })))
      // There it writes its process id.
      .withTmpFs({ "/run/prosody": "mode=1777" })
      .withWaitStrategy(Wait.forListeningPorts());
    if (software === "ejabberd" && installation === "existing") {
      const [line = ""] = /(?<=^# +)include_config_file: .*/m.exec(own.content) ?? [];
      container.withCommand(["sh", "-c", `echo "${line}" >>${whole.target}; ${START_EJABBERD}`]);
    }
    const started = await container.start();
    disposeWithTest({ [Symbol.asyncDispose]: async () => void (await started.stop()) });
    return {
      componentUrl: `xmpp://127.0.0.1:${componentPort}`,
      domain: DOMAIN,
      secret: "a long secret in ASCII",
      uploads: `http://127.0.0.1:${httpPort}`,
    };
  });
}
