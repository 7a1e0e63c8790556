/** The line that the operator reads when the link is lost: it names the cause, and the cure where that is known. */

import { isClosed, isConflict, isOwnHost, isRefusal, type Loss, type StreamError } from "./link-state.ts";
import { isSampleName } from "./sample-name.ts";
import { type ServerSoftware, softwareOfLoss } from "./software.ts";

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

/** Why there is no stream, and the cure. `software`: the server, where more is known than the loss tells. */
export function causeOf(
  loss: Loss,
  { url, domain }: Place,
  software: ServerSoftware | undefined = softwareOfLoss(loss),
): string {
  switch (loss.kind) {
    case "unreachable":
      return isClosed(loss) ? closedPort(loss.detail, url, software) : unreachable(loss.detail, url);
    case "timeout":
      return `${url} does not answer while ${loss.phase}${loss.phase === "opening" ? rightPort : ""}`;
    case "closed":
      return closed(loss.phase, url);
    case "stream error":
      return streamError(loss, domain, software);
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

/** What each server has to have been given, and where Debian's packages have its log. */
const OF: Readonly<
  Record<ServerSoftware, { readonly file: string; readonly name: string; readonly log: string }>
> = {
  prosody: { file: "conf.d/anteroom.cfg.lua", name: "Prosody", log: "/var/log/prosody/prosody.log" },
  ejabberd: { file: "anteroom.yml", name: "ejabberd", log: "/var/log/ejabberd/ejabberd.log" },
};

/** The likeliest cause comes first: the file is there, and the server was not restarted. */
function closedPort(detail: string, url: string, software: ServerSoftware | undefined): string {
  const either = software === undefined ? Object.values(OF) : [OF[software]];
  const said = (what: "file" | "name" | "log") => either.map((one) => one[what]).join(" or ");
  return (
    `nothing listens on ${url.replace("xmpp://", "")} (${detail}). If ${said("file")} is in place, restart ` +
    `${said("name")}: a reload opens no port for components. If you did, is the process a new one? Its log tells why the ` +
    `port is closed: ${said("log")}. Otherwise: is xmpp.url right?`
  );
}

function unreachable(detail: string, url: string): string {
  const cure = /ENOTFOUND|EAI_AGAIN/.test(detail)
    ? "is the name of its host right (xmpp.url)?"
    : "is the server running, and does it listen there for components (xmpp.url)?";
  return `no connection to ${url} (${detail}): ${cure}`;
}

function closed(phase: string, url: string): string {
  if (phase === "online") return "the server closed the stream";
  // ejabberd's handshake crashes on such a configuration, and says nothing to us.
  if (phase === "handshaking") {
    return `${url} closed the connection during the handshake (ejabberd does so if domain_balancing lacks component_number)`;
  }
  return `${url} closed the connection while ${phase}${rightPort}`;
}

function streamError(loss: StreamError, domain: string, software: ServerSoftware | undefined): string {
  const { condition, text } = loss;
  const said = text === "" ? condition : `${condition}: ${text}`;
  switch (condition) {
    case "not-authorized":
      return refusedSecret(said, domain, software);
    case "host-unknown":
      return `the server has no external component ${domain} (${condition}): ${declaring(domain, software)}`;
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

function refusedSecret(said: string, domain: string, software: ServerSoftware | undefined): string {
  const refused = `the server refuses xmpp.secret for ${domain} (${said}):`;
  const ofProsody = `it must equal component_secret of Component "${domain}"`;
  if (software === "prosody") return `${refused} ${ofProsody} in ${OF.prosody.file}`;
  const ofEjabberd =
    `where ejabberd's log (${OF.ejabberd.log}) says "Domain ${domain} is unconfigured", xmpp.domain in anteroom.yaml is not ` +
    "the name below hosts of ejabberd_service; else xmpp.secret must equal the password there";
  return `${refused} ${software === "ejabberd" ? "" : `${ofProsody} (Prosody); `}${ofEjabberd}`;
}

function declaring(domain: string, software: ServerSoftware | undefined): string {
  const mistake = isSampleName(domain)
    ? "anteroom.yaml still has the samples' name as xmpp.domain, and perhaps as rooms.service: write your own there. Where " +
      `${domain} is your own,`
    : "if xmpp.domain in anteroom.yaml is misspelt, or a VirtualHost or a service, write another there; else";
  const elsewhere =
    software === "prosody" ? "" : `, or to hosts of ejabberd_service "${domain}" with the password`;
  return (
    `${mistake} add to ${OF.prosody.file} Component "${domain}" with xmpp.secret as component_secret${elsewhere}, ` +
    "and restart the server"
  );
}

function seconds(ms: number): string {
  // It would read "0.0 s".
  if (ms < 50) return "a moment";
  return `${(ms / 1000).toFixed(1)} s`;
}
