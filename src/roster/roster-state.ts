/**
 * The roster of one of our addresses, as a pure state machine. From the stored item of one person and a presence stanza
 * from them it decides the new item, the stanzas to send, and whether the person signed in or out.
 *
 * A component is the server of its addresses, so it follows the rules of RFC 6121 for both sides, the user's and the
 * contact's. Two decisions go beyond the RFC:
 *
 * - A person's presence counts only while they let us see it (`asked: "granted"`). Without a subscription, people show us
 *   single resources as they please, and we could not tell when the last one has gone. The rule also keeps strangers out
 *   of the database, and it makes the bare `unavailable` harmless with which Prosody acknowledges our `subscribe`: at that
 *   moment nothing is granted yet.
 * - Presence that is not known is "unknown", never "out". Errors, silence and a lost stream sign nobody out.
 */

/** The state of our own request to see the person's presence. */
export type Asked = "no" | "pending" | "granted" | "refused";

export type Presence = "in" | "out" | "unknown";

export type Show = "" | "away" | "chat" | "dnd" | "xa";

export interface Resource {
  /** RFC 6121 §4.7.2.3: -128…127. A resource below zero takes no messages for the bare address, but is signed in. */
  readonly priority: number;
  readonly show: Show;
}

/** One person in the roster of one address. */
export interface RosterItem {
  /** The person has a subscription to our presence. */
  readonly seesUs: boolean;
  readonly asked: Asked;
  /** The resources that are signed in, by name. Empty means signed out, `undefined` means not known. */
  readonly resources: ReadonlyMap<string, Resource> | undefined;
}

/** What a presence stanza says. `resource` is "" if the stanza came from the bare address. */
export type PresenceEvent =
  | { readonly type: "subscribe" | "subscribed" | "unsubscribe" | "unsubscribed" | "probe" | "error" }
  | ({ readonly type: "available"; readonly resource: string } & Resource)
  | { readonly type: "unavailable"; readonly resource: string }
  /** Not a stanza: the person's server was asked, and said that nobody is signed in. */
  | { readonly type: "absent" };

/** A presence stanza of ours. */
export type Saying = "available" | "unavailable" | "subscribe" | "subscribed" | "unsubscribed" | "probe";

export interface Outcome {
  /** The item to store: the very same object if nothing changed, `undefined` to forget the person. */
  readonly item: RosterItem | undefined;
  /** Stanzas of a subscription's handshake, sent durably to the person's bare address. */
  readonly send: readonly Saying[];
  /** Answers to the sender, sent once and not kept: the sender asks again if one is lost. */
  readonly answer: readonly Saying[];
  /** The person's presence if it has changed. */
  readonly change: Presence | undefined;
}

// The client programs of one person. Servers allow about ten sessions; the bound guards against hostile servers.
const MAX_RESOURCES = 32;

/** Tells whether the person is signed in, as far as the item knows. */
export function presenceOf(item: RosterItem | undefined): Presence {
  if (item?.resources === undefined) return "unknown";
  return item.resources.size > 0 ? "in" : "out";
}

/**
 * Decides on a presence event, given the person's item (`undefined` if nothing is known). `asksBack` says whether the
 * address wants to see the presence of its subscribers.
 */
export function decidePresence(
  item: RosterItem | undefined,
  event: PresenceEvent,
  asksBack: boolean,
): Outcome {
  switch (event.type) {
    case "subscribe":
      // RFC 6121 §3.1.3. Servers deliver a request again at every login until it is answered. A request that is already
      // approved is approved again without a write, since the first approval is durable.
      if (item?.seesUs) return { item, send: [], answer: ["subscribed", "available"], change: undefined };
      return admit(item, asksBack);
    case "probe":
      // RFC 6121 §4.3.2. The person's server believes in a subscription that we do not have, and gives it up on this answer.
      return { ...unchanged(item), answer: [item?.seesUs ? "available" : "unsubscribed"] };
    case "unsubscribe":
      // RFC 6121 §3.3.3; a stranger's is ignored. It does not mean that the person has gone: we may still see their
      // presence, and people who removed us from their contacts may well be writing to us.
      if (!item?.seesUs) return unchanged(item);
      return changed(item, { ...item, seesUs: false }, ["unsubscribed", "unavailable"]);
    case "subscribed":
      // RFC 6121 §3.1.6: this counts only as the answer to a request. The probe is for ejabberd: when it answers for the
      // person, who had allowed us before (§3.1.3), no presence follows.
      if (item?.asked !== "pending") return unchanged(item);
      return { ...changed(item, { ...item, asked: "granted" }), answer: ["probe"] };
    case "unsubscribed":
      // A refusal or a withdrawal (RFC 6121 §3.2.3). We do not ask again on our own.
      if (item?.asked !== "pending" && item?.asked !== "granted") return unchanged(item);
      return changed(item, { ...item, asked: "refused", resources: undefined });
    case "error":
      // The person's server cannot be reached, or refuses to tell.
      return item?.resources === undefined
        ? unchanged(item)
        : changed(item, { ...item, resources: undefined });
    case "available":
      return arrive(item, event);
    case "unavailable":
      return leave(item, event.resource);
    case "absent":
      // The server's answer may be old: any presence heard since is newer.
      return item?.resources === undefined ? leave(item, "") : unchanged(item);
  }
}

/** Lets the person see us from now on, and asks once to see the person too. */
function admit(item: RosterItem | undefined, asksBack: boolean): Outcome {
  const asked = item?.asked ?? "no";
  const ask = asksBack && asked === "no";
  const send: readonly Saying[] = ["subscribed", "available"];
  return {
    item: { seesUs: true, asked: ask ? "pending" : asked, resources: item?.resources },
    send: ask ? [...send, "subscribe"] : send,
    answer: [],
    change: undefined,
  };
}

function arrive(
  item: RosterItem | undefined,
  { resource, priority, show }: Resource & { resource: string },
): Outcome {
  if (item?.asked !== "granted") return unchanged(item);
  const known = item.resources?.get(resource);
  if (known?.priority === priority && known.show === show) return unchanged(item);
  if (known === undefined && (item.resources?.size ?? 0) >= MAX_RESOURCES) return unchanged(item);
  return changed(item, { ...item, resources: new Map(item.resources).set(resource, { priority, show }) });
}

function leave(item: RosterItem | undefined, resource: string): Outcome {
  if (item?.asked !== "granted") return unchanged(item);
  if (resource === "") {
    // The bare address speaks for all resources. Prosody answers probes this way, ejabberd sends it before `unsubscribed`.
    return presenceOf(item) === "out" ? unchanged(item) : changed(item, { ...item, resources: new Map() });
  }
  // While nothing is known, a resource that leaves says nothing about the others.
  if (!item.resources?.has(resource)) return unchanged(item);
  const left = new Map(item.resources);
  left.delete(resource);
  return changed(item, { ...item, resources: left });
}

function unchanged(item: RosterItem | undefined): Outcome {
  return { item, send: [], answer: [], change: undefined };
}

function changed(before: RosterItem, after: RosterItem, send: readonly Saying[] = []): Outcome {
  const presence = presenceOf(after);
  // An open request is remembered even if the person no longer sees us: the answer may still come.
  const linked = after.seesUs || after.asked === "pending" || after.asked === "granted";
  return {
    item: linked ? after : undefined,
    send,
    answer: [],
    change: presence === presenceOf(before) ? undefined : presence,
  };
}
