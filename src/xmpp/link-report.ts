/** What the operator reads when the link is lost: one line that names the cause, and how to mend it where that is known. */
import { isRefusal, type Loss } from "./link-state.ts";

export interface LinkReport {
  readonly level: "info" | "warn" | "error";
  readonly text: string;
}

/** @param retryIn in ms */
export function reportLoss(
  loss: Loss,
  retryIn: number,
  { url, domain }: { readonly url: string; readonly domain: string },
): LinkReport {
  const level = isRefusal(loss) || isConflict(loss) ? "error" : "warn";
  return { level, text: `${cause(loss, url, domain)}; next attempt in ${seconds(retryIn)}` };
}

function cause(loss: Loss, url: string, domain: string): string {
  switch (loss.kind) {
    case "unreachable":
      return `no connection to ${url} (${loss.detail}): is the server running, and does it listen there for components (xmpp.url)?`;
    case "timeout":
      return `${url} does not answer while ${loss.phase}`;
    case "closed":
      return closed(loss.phase, url);
    case "stream error":
      return streamError(loss.condition, loss.text, domain);
    case "not xml":
      return `the server sent what is not XML (${loss.detail})`;
    case "dead":
      return "the server has not answered a ping for 30 s";
    case "stopped":
      return "stopped";
  }
}

function closed(phase: string, url: string): string {
  if (phase === "online") return "the server closed the stream";
  // ejabberd's handshake crashes on such a configuration, and says nothing to us.
  if (phase === "handshaking") {
    return `${url} closed the connection during the handshake (ejabberd does so with domain_balancing that has no component_number)`;
  }
  return `${url} closed the connection while ${phase}: is it the port for components (xmpp.url)?`;
}

function streamError(condition: string, text: string, domain: string): string {
  const said = text === "" ? condition : `${condition}: ${text}`;
  switch (condition) {
    case "not-authorized":
      return (
        `the server refuses xmpp.secret for ${domain} (${said}): it must equal component_secret of ` +
        `Component "${domain}" (Prosody), or the password of "${domain}" in hosts of ejabberd_service; ` +
        "ejabberd says the same of an xmpp.domain it does not know"
      );
    case "host-unknown":
      return (
        `the server has no component ${domain} (${said}): check xmpp.domain, or add to prosody.cfg.lua ` +
        `Component "${domain}" with component_secret = "<xmpp.secret>"; to ejabberd.yml a listener with ` +
        `module: ejabberd_service and hosts: {"${domain}": {password: "<xmpp.secret>"}}`
      );
    case "conflict":
      return (
        `another connection holds ${domain} (${said}): another instance, or a dead connection that the server has not noticed; ` +
        'Prosody lets the newer one in with component_conflict_resolve = "kick_old"'
      );
    default:
      return `the server ended the stream (${said})`;
  }
}

function isConflict(loss: Loss): boolean {
  return loss.kind === "stream error" && loss.condition === "conflict";
}

function seconds(ms: number): string {
  // What would read "0.0 s".
  if (ms < 50) return "a moment";
  return `${(ms / 1000).toFixed(1)} s`;
}
