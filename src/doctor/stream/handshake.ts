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
import { handshakeCure, newerWins } from "./handshake-cures.ts";
import { type Known, knownHost, meantComponent } from "./known-host.ts";
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

/** What an attempt has come to. `undefined`: the stream opened. Never rejects. */
export async function examineHandshake(
  { xmpp, rooms }: Pick<Config, "xmpp" | "rooms">,
  loss: Loss | undefined,
): Promise<Finding> {
  if (loss?.kind !== "stream error" || loss.condition !== "host-unknown") return judgeHandshake(xmpp, loss);
  const [known, meant] = await Promise.all([
    knownHost(xmpp.url, xmpp.domain),
    meantComponent(xmpp.url, xmpp.domain, rooms.service),
  ]);
  return judgeHandshake(xmpp, loss, known, meant);
}

/** `known`: what the server has under the domain beside components. `meant`: a component that it has in place of the domain. */
export function judgeHandshake(
  xmpp: Xmpp,
  loss: Loss | undefined,
  known: Known = "cannot be told",
  meant?: string,
): Finding {
  const name = "handshake";
  if (loss === undefined) return ok(name, `the server at ${xmpp.url} accepts ${xmpp.domain}`);
  return failure(name, causeOf(loss, xmpp), handshakeCure(loss, xmpp, { known, meant }));
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

/** The server that has refused the component, where its words tell. */
export function refusedBy(loss: Loss): Software | undefined {
  const name = softwareOfLoss(loss);
  return name && { name, version: null };
}
