/** The line that the operator reads when the link is lost: it names the cause, and the cure where that is known. */
import { isConflict, isOwnHost, isRefusal, type Loss, type StreamError } from "./link-state.ts";
import { softwareOfLoss } from "./software.ts";

export interface LinkReport {
  readonly level: "info" | "warn" | "error";
  readonly text: string;
}

interface Place {
  readonly url: string;
  readonly domain: string;
}

/** @param retryIn in ms */
export function reportLoss(loss: Loss, retryIn: number, place: Place): LinkReport {
  const level = isRefusal(loss) || isConflict(loss) ? "error" : "warn";
  return { level, text: `${causeOf(loss, place)}; next attempt in ${seconds(retryIn)}` };
}

/** Why there is no stream, and the cure. */
export function causeOf(loss: Loss, { url, domain }: Place): string {
  switch (loss.kind) {
    case "unreachable":
      return unreachable(loss.detail, url);
    case "timeout":
      return `${url} does not answer while ${loss.phase}${loss.phase === "opening" ? rightPort : ""}`;
    case "closed":
      return closed(loss.phase, url);
    case "stream error":
      return streamError(loss, domain);
    case "wrong port":
      return (
        `${url} is the server's port for ${loss.serves}: xmpp.url must name its port for components ` +
        "(component_ports of Prosody, the listener of ejabberd_service of ejabberd; 5347 by default)"
      );
    case "not xml":
      return loss.phase === "online"
        ? `the server sent something that is not XML (${loss.detail})`
        : `the program that answers at ${url} does not speak XMPP (${loss.detail})${rightPort}`;
    case "dead":
      return "the server has not answered a ping for 30 s";
    case "stopped":
      return "stopped";
  }
}

const rightPort = ": is it the port for components (xmpp.url)?";

function unreachable(detail: string, url: string): string {
  const cure = /ENOTFOUND|EAI_AGAIN/.test(detail)
    ? "is the name of its host right (xmpp.url)?"
    : "is the server running, and does it listen there for components (xmpp.url)? Prosody opens that port when it is " +
      "restarted with a Component in its file, not when it is reloaded; ejabberd opens it for a listener of " +
      `ejabberd_service. ${logs}`;
  return `no connection to ${url} (${detail}): ${cure}`;
}

/** Where Debian's packages have them. */
const logs =
  "If it should be open, the server's log tells why it is not: /var/log/prosody/prosody.log, or " +
  "/var/log/ejabberd/ejabberd.log";

function closed(phase: string, url: string): string {
  if (phase === "online") return "the server closed the stream";
  // ejabberd's handshake crashes on such a configuration, and says nothing to us.
  if (phase === "handshaking") {
    return `${url} closed the connection during the handshake (ejabberd does so if domain_balancing lacks component_number)`;
  }
  return `${url} closed the connection while ${phase}${rightPort}`;
}

function streamError(loss: StreamError, domain: string): string {
  const { condition, text } = loss;
  const said = text === "" ? condition : `${condition}: ${text}`;
  switch (condition) {
    case "not-authorized":
      return `the server refuses xmpp.secret for ${domain} (${said}): ${secretOf(loss, domain)}`;
    case "host-unknown":
      return `the server has no external component ${domain} (${condition}): ${declaring(loss, domain)}`;
    case "conflict":
      if (isOwnHost(loss)) {
        return (
          `${domain} is already a host of the server's own (${said}): xmpp.domain must be a subdomain that the server uses ` +
          `for nothing else, such as help.${domain}; use the same name in hosts of ejabberd_service`
        );
      }
      return (
        `another connection holds ${domain} (${said}): another instance, or a dead connection that the server has not noticed; ` +
        'Prosody lets the newer one in with component_conflict_resolve = "kick_old"'
      );
    default:
      return `the server ended the stream (${said})`;
  }
}

function secretOf(loss: StreamError, domain: string): string {
  const ofProsody = `it must equal component_secret of Component "${domain}"`;
  if (softwareOfLoss(loss) === "prosody") return `${ofProsody} in prosody.cfg.lua`;
  return (
    `${ofProsody} (Prosody), or the password of "${domain}" in hosts of ejabberd_service; ` +
    "ejabberd also says this about an xmpp.domain it does not know: is it right in anteroom.yaml?"
  );
}

function declaring(loss: StreamError, domain: string): string {
  const elsewhere =
    softwareOfLoss(loss) === "prosody"
      ? ""
      : `, or to hosts of ejabberd_service "${domain}" with the password`;
  return (
    `add to prosody.cfg.lua Component "${domain}" with xmpp.secret as its component_secret${elsewhere}, and restart the server; ` +
    "if xmpp.domain in anteroom.yaml is misspelt, or a VirtualHost or service of its own, write another there"
  );
}

function seconds(ms: number): string {
  // It would read "0.0 s".
  if (ms < 50) return "a moment";
  return `${(ms / 1000).toFixed(1)} s`;
}
