/**
 * Whom to ping (XEP-0199) to learn that the server has read past something, and that it lives. The domain above the
 * component's answers at once where it is a host of this server. Where it is none (help.example.org beside
 * chat.example.org) the ping would leave for another server, whose answer may take long or never come. Then the
 * component pings its own domain: the server routes that back on the same stream, after all that was written before.
 */
import { RequestTimeout, StanzaError } from "../errors.ts";
import type { IqTable } from "./iq.ts";
import { xml } from "./stanza.ts";

// A host of this server answers in milliseconds; to ping ourselves in its place is right at any time.
const HOST_ANSWERS_WITHIN = 2_000;

/** Settles as `IqTable.request` does, but never for lack of time: how long to wait is for the caller to say. */
export function createPing(domain: string, iq: Pick<IqTable, "request">): () => Promise<unknown> {
  let target = parentDomain(domain);
  const ping = async (): Promise<unknown> => {
    const timeoutMs = target === domain ? Number.POSITIVE_INFINITY : HOST_ANSWERS_WITHIN;
    try {
      return await iq.request(target, xml("ping", { xmlns: "urn:xmpp:ping" }), { timeoutMs });
    } catch (error) {
      if (target === domain || !isElsewhere(error)) throw error;
      target = domain;
      return ping();
    }
  };
  return ping;
}

/** The server has tried to reach another one, or is trying still. */
function isElsewhere(error: unknown): boolean {
  if (error instanceof RequestTimeout) return true;
  return error instanceof StanzaError && error.condition.startsWith("remote-server-");
}

/** What stands after the first dot. A domain without one is pinged itself. */
export function parentDomain(domain: string): string {
  return domain.slice(domain.indexOf(".") + 1);
}
