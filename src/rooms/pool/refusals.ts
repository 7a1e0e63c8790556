/** Why the server makes no rooms, and how to mend that. */
import { RequestTimeout, StanzaError } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import { conditionOf } from "../muc/index.ts";

export interface Refusal {
  /** For metrics and for telling one kind from another: a condition of RFC 6120, or `no-answer`, `unfit`. */
  readonly kind: string;
  /** For `closed_why` and the log. */
  readonly why: string;
  /** For the deployer. */
  readonly cure: string | undefined;
}

export function refusalOf(
  error: unknown,
  { service, owner }: { readonly service: string; readonly owner: string },
): Refusal {
  const why = reason(error);
  if (error instanceof StanzaError) {
    return { kind: error.condition, why, cure: cureOf(conditionOf(error), service, owner) };
  }
  if (error instanceof RequestTimeout) {
    const cure = `if ${service} is a MUC service of this server, look at the server's load; else correct rooms.service`;
    return { kind: "no-answer", why, cure };
  }
  return { kind: "unfit", why, cure: undefined };
}

function cureOf(condition: StanzaError["condition"], service: string, owner: string): string | undefined {
  switch (condition) {
    case "not-allowed":
    case "forbidden":
      return `let ${owner} create rooms on ${service}: on Prosody, admins = { "${owner}" } in its section; on ejabberd, access_create of mod_muc`;
    case "resource-constraint":
      return `raise max_user_conferences of mod_muc on ejabberd, or lower max of rooms.queues`;
    case "feature-not-implemented":
    case "gone":
    case "item-not-found":
    case "remote-server-not-found":
    case "remote-server-timeout":
    case "service-unavailable":
      return `check that rooms.service, ${service}, is a MUC service of this server`;
    default:
      return undefined;
  }
}
