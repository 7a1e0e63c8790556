/**
 * How a room is to be (XEP-0045 §10.1): which fields of the server's form are submitted, and whether it has kept them.
 *
 * Only fields that the server offers are submitted, since ejabberd refuses a whole form for one that it does not know.
 * Prosody accepts such fields and does nothing. What was submitted is therefore compared with what the server shows
 * afterwards.
 */
import type { OfferedField, OfferedForm } from "../../xmpp/xep/data-forms.ts";

export interface Wishes {
  readonly password: string;
  /** Messages of backlog. */
  readonly history: number;
  /** Devices at once, where the server counts them. */
  readonly maxUsers: number;
  /** Further fields by their names. */
  readonly options: Readonly<Record<string, string>>;
}

export const SECRET = "muc#roomconfig_roomsecret";
const MAX_USERS = "muc#roomconfig_maxusers";

type Fields = Readonly<Record<string, string>>;

// What a room of the pool is, whatever else is wished. The names without "#" are ejabberd's.
const FIXED: Fields = {
  "muc#roomconfig_persistentroom": "0",
  "muc#roomconfig_publicroom": "0",
  public_list: "0",
  "muc#roomconfig_passwordprotectedroom": "1",
  "muc#roomconfig_membersonly": "0",
  // Everybody who enters may speak.
  "muc#roomconfig_moderatedroom": "0",
  members_by_default: "1",
  allow_private_messages_from_visitors: "nobody",
  "muc#roomconfig_enablearchiving": "0",
  "muc#roomconfig_enablelogging": "0",
  mam: "0",
  allow_subscription: "0",
  // Pings go through the room.
  allow_query_users: "1",
};

// How it is if nothing else is wished.
const USUAL: Fields = {
  "muc#roomconfig_allowinvites": "0",
  "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites": "0",
  "muc#roomconfig_changesubject": "0",
};

/** Each is refused where the server offers none of its fields. */
function toldWishes({ password, history, maxUsers, options }: Wishes): readonly Fields[] {
  return [
    { [MAX_USERS]: String(maxUsers) },
    ...Object.entries(options).map(([name, value]) => ({ [name]: value })),
    { [SECRET]: password },
    { "muc#roomconfig_whois": "moderators" },
    { "muc#roomconfig_allowpm": "none", allow_private_messages: "0" },
    {
      "muc#roomconfig_historylength": String(history),
      "muc#roomconfig_defaulthistorymessages": String(history),
    },
  ];
}

const OURS: ReadonlySet<string> = new Set([
  ...toldWishes({ password: "", history: 0, maxUsers: 0, options: {} }).flatMap(Object.keys),
  MAX_USERS,
  ...Object.keys(FIXED),
]);

/** Whether the field makes a room one of the pool, so that nobody else may wish it. */
export function isOurs(name: string): boolean {
  return OURS.has(name);
}

export interface Chosen {
  /** The values by the names of the fields. */
  readonly submit: ReadonlyMap<string, readonly string[]>;
  /** The wishes that the server does not offer, by the names of XEP-0045. */
  readonly refused: readonly string[];
}

/** Chooses what to submit of the wishes. */
export function choose(form: OfferedForm, wishes: Wishes): Chosen {
  const submit = new Map<string, readonly string[]>();
  const refused: string[] = [];
  const put = (name: string, value: string): boolean => {
    const field = form.get(name);
    if (field === undefined || !takes(name, field, value)) return false;
    submit.set(name, [field.type === "boolean" ? truth(value) : value]);
    return true;
  };
  const putAll = (fields: Fields): boolean =>
    Object.entries(fields).filter(([name, value]) => put(name, value)).length > 0;
  putAll(USUAL);
  for (const fields of toldWishes(wishes))
    if (!putAll(fields)) refused.push(...Object.keys(fields).slice(0, 1));
  putAll(FIXED);
  return { submit, refused };
}

/** A list takes only its options. ejabberd offers some numbers of people, but takes any. */
function takes(name: string, { options }: OfferedField, value: string): boolean {
  return name === MAX_USERS || options.length === 0 || options.includes(value);
}

/** What the server has not kept, in words, by name. The words do not tell the password. */
export function differences(submitted: Chosen["submit"], readBack: OfferedForm): readonly string[] {
  return [...submitted].flatMap(([name, [wished = ""]]) => {
    const field = readBack.get(name);
    const [found = ""] = field?.values ?? [];
    // Prosody gives a boolean that is false no value.
    const same =
      field?.type === "boolean" ? truth(found) === wished : field !== undefined && found === wished;
    if (same) return [];
    return [name === SECRET ? `${name} is another one` : `${name} is "${found}", not "${wished}"`];
  });
}

/** XEP-0004 §3.3. */
function truth(value: string): string {
  return value === "1" || value === "true" ? "1" : "0";
}
