/** One attempt to open the component's stream, as `serve` opens it. */
import { systemClock } from "../../clock.ts";
import type { Config } from "../../config/settings.ts";
import { StanzaError } from "../../errors.ts";
import { createLog } from "../../ops/log.ts";
import { version } from "../../version.ts";
import { causeOf } from "../../xmpp/link/link-report.ts";
import { isConflict, type Loss } from "../../xmpp/link/link-state.ts";
import { softwareOfLoss } from "../../xmpp/link/software.ts";
import { createStream, type Stream } from "../../xmpp/stream.ts";
import { type Finding, failure, ok, skipped, warning } from "../finding.ts";
import type { Examined } from "../report.ts";
import { downText, handshakeCure, newerWins, type Seen } from "./handshake-cures.ts";
import { installedHere } from "./installed.ts";
import { knownHost, meantComponent, softwareByName } from "./known-host.ts";

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

/** Why there is no stream, and which server that is, where its words or this machine tell. Never rejects. */
export async function examineLoss(
  { xmpp, rooms }: Pick<Config, "xmpp" | "rooms">,
  loss: Loss,
): Promise<Examined> {
  const { url, domain } = xmpp;
  const unknown = loss.kind === "stream error" && loss.condition === "host-unknown";
  const mute = loss.kind === "stream error" && loss.condition === "not-authorized" && loss.text === "";
  const [installed, byName, known, meant] = await Promise.all([
    installedHere(url, loss),
    mute ? softwareByName(url) : undefined,
    unknown ? knownHost(url, domain) : undefined,
    unknown ? meantComponent(url, domain, rooms.service) : undefined,
  ]);
  const name = installed?.name ?? byName ?? softwareOfLoss(loss);
  return {
    server: name && { name, version: null },
    findings: [judgeHandshake(xmpp, loss, { name, installed, known, meant }), notExamined],
  };
}

const notExamined = skipped(
  "examination",
  "without a stream the server cannot be examined: mend the handshake first",
);

/** `undefined` as the loss: the stream opened. */
export function judgeHandshake(xmpp: Xmpp, loss: Loss | undefined, seen: Seen = {}): Finding {
  const name = "handshake";
  if (loss === undefined) return ok(name, `the server at ${xmpp.url} accepts ${xmpp.domain}`);
  const text =
    seen.installed?.runs === false ? downText(xmpp.url, seen.installed) : causeOf(loss, xmpp, seen.name);
  return failure(name, text, handshakeCure(loss, xmpp, seen));
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
