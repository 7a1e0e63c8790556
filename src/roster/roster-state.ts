/**
 * The roster of one of our addresses, as a pure state machine: what is known about one person, and a presence
 * stanza from them, give what is known then, what is to be sent, and whether they signed in or out.
 *
 * A component is the server of its addresses, so the rules are those of RFC 6121 for both halves, the user's and
 * the contact's. Three decisions go beyond the letter:
 *
 * - The presence of a person counts only while they let us see it (`asked: "granted"`). Without the subscription
 *   we are shown single resources at their whim, and "the last one has gone" could not be told. It also keeps
 *   strangers out of the database, whatever they direct at us, and makes harmless the bare `unavailable` with
 *   which Prosody acknowledges our `subscribe`: at that moment nothing is granted yet.
 * - What is not known is "unknown", never "out": errors, silence and a lost stream sign nobody out.
 * - A probe by somebody who is in no roster is taken as a subscription that we have forgotten, because only the
 *   person's server sends probes, and only for contacts whose presence they subscribe to. RFC 6121 §4.3.2 would
 *   answer `unsubscribed`, which strikes us from the person's contact list: the wrong end of a restored backup.
 */

/** How our own request to see the person's presence stands. */
export type Asked = "no" | "pending" | "granted" | "refused";

export type Presence = "in" | "out" | "unknown";

export type Show = "" | "away" | "chat" | "dnd" | "xa";

export interface Resource {
  /** RFC 6121 §4.7.2.3: -128…127; below zero the resource takes no messages for the bare address, yet is signed in. */
  readonly priority: number;
  readonly show: Show;
}

/** One person in the roster of one address. */
export interface RosterItem {
  /** They have a subscription to our presence. */
  readonly seesUs: boolean;
  readonly asked: Asked;
  /** Resources that are signed in, by name; none of them: signed out; `undefined`: not known. */
  readonly resources: ReadonlyMap<string, Resource> | undefined;
}

/** What a presence stanza says. `resource` is "" where the stanza came from the bare address. */
export type PresenceEvent =
  | { readonly type: "subscribe" | "subscribed" | "unsubscribe" | "unsubscribed" | "probe" | "error" }
  | ({ readonly type: "available"; readonly resource: string } & Resource)
  | { readonly type: "unavailable"; readonly resource: string }
  /** No stanza: their server was asked, and nobody is signed in. */
  | { readonly type: "absent" };

/** A presence stanza of ours. */
export type Saying = "available" | "unavailable" | "subscribe" | "subscribed" | "unsubscribed" | "probe";

export interface Outcome {
  /** What is to be remembered; the very same object where nothing changed; `undefined` to forget the person. */
  readonly item: RosterItem | undefined;
  /** To the person's bare address, durably: the handshake of a subscription. */
  readonly send: readonly Saying[];
  /** To whoever asked, at once or never: they ask again if it is lost. */
  readonly answer: readonly Saying[];
  /** The person's presence, where it is another than before. */
  readonly change: Presence | undefined;
}

// One person's client programs. Servers allow about ten sessions each; the bound is for servers that lie.
const MAX_RESOURCES = 32;

/** Whether the person is signed in, as far as the item knows. */
export function presenceOf(item: RosterItem | undefined): Presence {
  if (item?.resources === undefined) return "unknown";
  return item.resources.size > 0 ? "in" : "out";
}

/**
 * Takes what is known about a person (`undefined`: nothing) and what came from them. `asksBack`: whether the
 * address wants to see the presence of those who subscribe to it.
 */
export function decidePresence(
  item: RosterItem | undefined,
  event: PresenceEvent,
  asksBack: boolean,
): Outcome {
  switch (event.type) {
    case "subscribe":
      // RFC 6121 §3.1.3. Servers deliver a request again at every login until it is answered; what is already
      // approved is approved again, without a write: the first approval is durable.
      if (item?.seesUs) return { item, send: [], answer: ["subscribed", "available"], change: undefined };
      return admit(item, asksBack, ["subscribed", "available"], []);
    case "probe":
      if (item?.seesUs) return { item, send: [], answer: ["available"], change: undefined };
      return admit(item, asksBack, [], ["available"]);
    case "unsubscribe":
      // RFC 6121 §3.3.3; of a stranger it is ignored. It does not say that the person has gone: where we still
      // see their presence it goes on telling, and a person who struck us off their list may well be writing.
      if (!item?.seesUs) return unchanged(item);
      return changed(item, { ...item, seesUs: false }, ["unsubscribed", "unavailable"]);
    case "subscribed":
      // RFC 6121 §3.1.6: counts only as the answer to a request. The presence itself follows where the person says it;
      // where their server does, because they had allowed it before (§3.1.3), ejabberd sends nothing more.
      if (item?.asked !== "pending") return unchanged(item);
      return { ...changed(item, { ...item, asked: "granted" }), answer: ["probe"] };
    case "unsubscribed":
      // A refusal or a withdrawal, RFC 6121 §3.2.3. We do not ask again by ourselves.
      if (item?.asked !== "pending" && item?.asked !== "granted") return unchanged(item);
      return changed(item, { ...item, asked: "refused", resources: undefined });
    case "error":
      // The person's server cannot be reached, or will not say.
      return item?.resources === undefined
        ? unchanged(item)
        : changed(item, { ...item, resources: undefined });
    case "available":
      return arrive(item, event);
    case "unavailable":
      return leave(item, event.resource);
    case "absent":
      // It was true when it was asked: whatever was heard since is newer.
      return item?.resources === undefined ? leave(item, "") : unchanged(item);
  }
}

/** The person sees us from now on, and is asked, once, to be seen. */
function admit(
  item: RosterItem | undefined,
  asksBack: boolean,
  send: readonly Saying[],
  answer: readonly Saying[],
): Outcome {
  const asked = item?.asked ?? "no";
  const ask = asksBack && asked === "no";
  return {
    item: { seesUs: true, asked: ask ? "pending" : asked, resources: item?.resources },
    send: ask ? [...send, "subscribe"] : send,
    answer,
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
    // From the bare address it speaks for all resources: Prosody's answer to a probe, ejabberd's before `unsubscribed`.
    return presenceOf(item) === "out" ? unchanged(item) : changed(item, { ...item, resources: new Map() });
  }
  // While nothing is known, one resource that goes does not tell of the others.
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
  // An open request is remembered although the person sees us no more: its answer may still come.
  const linked = after.seesUs || after.asked === "pending" || after.asked === "granted";
  return {
    item: linked ? after : undefined,
    send,
    answer: [],
    change: presence === presenceOf(before) ? undefined : presence,
  };
}
