/** One attempt to open the component's stream, as `serve` opens it. */
import { systemClock } from "../../clock.ts";
import type { Config } from "../../config/settings.ts";
import { StanzaError } from "../../errors.ts";
import { createLog } from "../../ops/log.ts";
import { version } from "../../version.ts";
import { causeOf } from "../../xmpp/link/link-report.ts";
import { isConflict, isOwnHost, type Loss } from "../../xmpp/link/link-state.ts";
import { createStream, type Stream } from "../../xmpp/stream.ts";
import { type Cure, type Finding, failure, inComponent, ok, skipped, warning } from "../finding.ts";
import type { Software } from "./software.ts";

type Xmpp = Pick<Config["xmpp"], "url" | "domain" | "secret">;

// Each phase of an attempt has a deadline of its own (link-state.ts): this is a little more than one of them.
const AT_MOST = 10_500;

/** The open stream, or why there is none. `stop` of its link ends it. */
export async function openOnce(xmpp: Xmpp): Promise<Stream | Loss> {
  let lost = (_: Loss): void => {};
  let opened = (): void => {};
  const log = createLog({ level: "silent", instance: "doctor", domain: xmpp.domain });
  const stream = createStream({
    ...xmpp,
    version,
    log,
    clock: systemClock,
    onLoss: (loss) => lost(loss),
    onOnline: () => opened(),
  });
  refuseAll(stream);
  let late: NodeJS.Timeout | undefined;
  const loss = await new Promise<Loss | undefined>((resolve) => {
    lost = resolve;
    opened = () => resolve(undefined);
    late = setTimeout(() => resolve({ kind: "timeout", phase: "opening" }), AT_MOST);
    stream.link.start();
  });
  clearTimeout(late);
  if (loss === undefined) return stream;
  await stream.link.stop();
  return loss;
}

/** Whoever writes to the component during the examination is told that it is not there. */
function refuseAll({ host: { router } }: Stream): void {
  const refuse = (): never => {
    throw new StanzaError("recipient-unavailable");
  };
  router.on({ stanza: "message", types: ["chat", "normal"] }, refuse);
  router.on({ stanza: "iq", types: ["get", "set"] }, refuse);
}

export function judgeHandshake(xmpp: Xmpp, loss: Loss | undefined): Finding {
  const name = "handshake";
  if (loss === undefined) return ok(name, `the server at ${xmpp.url} accepts ${xmpp.domain}`);
  return failure(name, causeOf(loss, xmpp), cureOf(loss, xmpp));
}

function cureOf(loss: Loss, { url, domain }: Xmpp): Cure | undefined {
  switch (loss.kind) {
    case "unreachable":
    case "timeout":
    case "wrong port":
    case "not xml":
      return listening(url, domain);
    case "closed":
      return loss.phase === "handshaking"
        ? { ejabberd: [`# in the listener of ejabberd_service, below ${domain}, remove domain_balancing`] }
        : listening(url, domain);
    case "stream error":
      if (isOwnHost(loss)) return undefined;
      if (isConflict(loss)) return newerWins(domain);
      return loss.condition === "not-authorized" || loss.condition === "host-unknown"
        ? declared(domain, portOf(url))
        : undefined;
    case "dead":
    case "stopped":
      return undefined;
  }
}

function newerWins(domain: string): Cure {
  return { prosody: inComponent(`Component "${domain}"`, 'component_conflict_resolve = "kick_old"') };
}

/** A second connection beside the one that is open, which Prosody may end: then a standby can take over from a process that hangs. */
export async function examineTakeover(xmpp: Xmpp): Promise<Finding> {
  const opened = await openOnce(xmpp);
  if ("link" in opened) await opened.link.stop();
  return judgeTakeover(xmpp, "link" in opened ? undefined : opened);
}

export function judgeTakeover({ domain }: Xmpp, loss: Loss | undefined): Finding {
  const name = "takeover";
  if (loss === undefined) return ok(name, "the server lets a second connection take over");
  if (!isConflict(loss)) return skipped(name, "whether a second connection can take over could not be tried");
  return warning(
    name,
    "the server refuses a second connection: a standby cannot take over from an instance that hangs or is cut off",
    newerWins(domain),
  );
}

const SECRET = "the value of xmpp.secret";

function declared(domain: string, port: string): Cure {
  return {
    prosody: [`Component "${domain}"`, `  component_secret = "${SECRET}"`],
    ejabberd: [
      "listen:",
      "  -",
      `    port: ${port}`,
      "    module: ejabberd_service",
      "    global_routes: false",
      "    hosts:",
      `      "${domain}":`,
      `        password: "${SECRET}"`,
    ],
  };
}

function listening(url: string, domain: string): Cure {
  const { hostname } = new URL(url);
  const port = portOf(url);
  const address = /^[\d.]+$/.test(hostname) ? hostname : "127.0.0.1";
  const { ejabberd = [] } = declared(domain, port);
  return {
    prosody: [
      "-- global, above the first VirtualHost; then restart Prosody",
      `component_ports = { ${port} }`,
      `component_interfaces = { "${address}" }`,
    ],
    ejabberd: [...ejabberd.slice(0, 3), `    ip: "${address}"`, ...ejabberd.slice(3)],
  };
}

function portOf(url: string): string {
  return new URL(url).port || "5347";
}

/** The texts of errors tell Prosody from ejabberd, which writes none of these. */
export function softwareOfLoss(loss: Loss): Software | undefined {
  const ofProsody = /configured external components|calculated token|Component already connected/;
  return loss.kind === "stream error" && ofProsody.test(loss.text)
    ? { name: "prosody", version: null }
    : undefined;
}
