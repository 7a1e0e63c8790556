/** A room is made as those of the pool are, and looked at before and after it is configured. */
import { StanzaError } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import { RoomUnfit, type Wishes } from "../../rooms/muc/index.ts";
import type { OfferedForm } from "../../xmpp/xep/data-forms.ts";
import { type Cure, type Finding, failure, inComponent, inMucModule, ok, warning } from "../finding.ts";

export interface RoomPlace {
  /** The MUC service. */
  readonly muc: string;
  /** The bare JID that owns the rooms. */
  readonly owner: string;
}

export function judgeCreation({ muc, owner }: RoomPlace, answer: "created" | "entered" | Error): Finding {
  const name = "room-creation";
  if (answer === "created") return ok(name, `${owner} may create rooms on ${muc}`);
  if (answer === "entered") return failure(name, `${muc} made no new room for ${owner}, or does not say so`);
  const text = `${owner} cannot create rooms on ${muc} (${reason(answer)})`;
  if (!(answer instanceof StanzaError)) return failure(name, text);
  if (answer.condition === "resource-constraint") return failure(name, text, roomLimit(muc, 10_000));
  return failure(name, text, creatorsOnly({ muc, owner }));
}

/** Lets the bot create rooms, and nobody else. */
export function creatorsOnly({ muc, owner }: RoomPlace): Cure {
  return {
    prosody: inComponent(
      `Component "${muc}" "muc"`,
      "restrict_room_creation = true",
      `admins = { "${owner}" }`,
    ),
    ejabberd: [
      "acl:",
      "  anteroom_bot:",
      `    user: "${owner}"`,
      "access_rules:",
      "  anteroom_rooms:",
      "    allow: anteroom_bot",
      ...inMucModule(muc, "access_create: anteroom_rooms"),
    ],
  };
}

export function roomLimit(muc: string, rooms: number): Cure {
  return {
    prosody: inComponent(`Component "${muc}" "muc"`, `muc_max_rooms = ${rooms}`),
    ejabberd: inMucModule(muc, `max_user_conferences: ${rooms}`),
  };
}

/** What a room is before it is configured. */
export interface Defaults {
  readonly form: OfferedForm;
  /** Features of the room (XEP-0030). */
  readonly features: readonly string[];
}

interface Default {
  readonly name: string;
  readonly wrong: (defaults: Defaults) => boolean;
  readonly outcome: typeof failure;
  readonly text: string;
  /** Lines of `default_room_options`, and of the component. */
  readonly ejabberd: readonly string[];
  readonly prosody: readonly string[];
}

const isOn =
  (...names: readonly string[]) =>
  ({ form }: Defaults): boolean =>
    names.some((name) => ["1", "true"].includes(form.get(name)?.values[0] ?? ""));
const isOff =
  (name: string) =>
  ({ form }: Defaults): boolean =>
    form.get(name) !== undefined && ["0", "false", ""].includes(form.get(name)?.values[0] ?? "");
const has =
  (...features: readonly string[]) =>
  ({ features: had }: Defaults): boolean =>
    features.some((feature) => had.includes(feature));
const either =
  (...tests: readonly ((defaults: Defaults) => boolean)[]) =>
  (defaults: Defaults): boolean =>
    tests.some((test) => test(defaults));

const DEFAULTS: readonly Default[] = [
  {
    name: "anonymous",
    wrong: either(
      has("muc_nonanonymous"),
      ({ form }) => form.get("muc#roomconfig_whois")?.values[0] === "anyone",
    ),
    outcome: failure,
    text: "a new room shows everybody's JID to everybody until it is configured",
    ejabberd: ["anonymous: true"],
    prosody: ["muc_room_default_public_jids = false"],
  },
  {
    name: "archive",
    wrong: either(isOn("mam", "muc#roomconfig_enablearchiving"), has("urn:xmpp:mam:1", "urn:xmpp:mam:2")),
    outcome: failure,
    text: "the server archives what is said in a new room",
    ejabberd: ["mam: false"],
    prosody: ["muc_log_by_default = false", "muc_log_all_rooms = false"],
  },
  {
    name: "room-log",
    wrong: isOn("muc#roomconfig_enablelogging"),
    outcome: failure,
    text: "the server writes down what is said in a new room",
    ejabberd: ["logging: false"],
    prosody: [],
  },
  {
    name: "public",
    wrong: either(isOn("muc#roomconfig_publicroom"), has("muc_public")),
    outcome: warning,
    text: "a new room is in the public list until it is configured",
    ejabberd: ["public: false", "public_list: false"],
    prosody: ["muc_room_default_public = false"],
  },
  {
    name: "persistent",
    wrong: either(isOn("muc#roomconfig_persistentroom"), has("muc_persistent")),
    outcome: warning,
    text: "a new room outlives its occupants until it is configured",
    ejabberd: ["persistent: false"],
    prosody: ["muc_room_default_persistent = false"],
  },
  {
    name: "moderated",
    wrong: either(isOn("muc#roomconfig_moderatedroom"), has("muc_moderated")),
    outcome: warning,
    text: "in a new room a person may have no voice until it is configured",
    ejabberd: ["moderated: false"],
    prosody: ["muc_room_default_moderated = false"],
  },
  {
    name: "members-only",
    wrong: either(isOn("muc#roomconfig_membersonly"), has("muc_membersonly")),
    outcome: warning,
    text: "nobody can enter a new room until it is configured",
    ejabberd: ["members_only: false"],
    prosody: ["muc_room_default_members_only = false"],
  },
  {
    name: "pings",
    wrong: isOff("allow_query_users"),
    outcome: warning,
    text: "in a new room nobody can be pinged until it is configured: who has dropped out is not noticed",
    ejabberd: ["allow_query_users: true"],
    prosody: [],
  },
];

/** A finding for each default that is wrong, and one line for all that are right. Failures come first. */
export function judgeDefaults(muc: string, defaults: Defaults): readonly Finding[] {
  const wrong = DEFAULTS.filter((one) => one.wrong(defaults));
  const right = DEFAULTS.filter((one) => !wrong.includes(one)).map(({ name }) => name);
  return [
    ...wrong.map(({ name, outcome, text, ejabberd, prosody }) =>
      outcome(name, text, {
        ...(prosody.length > 0 && { prosody: inComponent(`Component "${muc}" "muc"`, ...prosody) }),
        ejabberd: inMucModule(muc, "default_room_options:", ...ejabberd.map((line) => `  ${line}`)),
      }),
    ),
    ...(right.length === 0 ? [] : [ok("room-defaults", `new rooms are right in: ${right.join(", ")}`)]),
  ];
}

/** `refused`: the wishes that the server does not offer; the error where it did not take the form. */
export function judgeForm(wishes: Wishes, outcome: { readonly refused: readonly string[] } | Error): Finding {
  const name = "room-options";
  if (outcome instanceof Error) {
    const what = outcome instanceof RoomUnfit ? "" : "the server does not take the room's form: ";
    return failure(name, `${what}${reason(outcome)}`);
  }
  const own = outcome.refused.filter((option) => option in wishes.options);
  if (own.length > 0) {
    return warning(name, `rooms.options names what the server does not offer: ${own.join(", ")}`, {
      anteroom: own.map((option) => `# leave out of rooms.options: ${option}`),
    });
  }
  const without = outcome.refused.map((option) => option.replace("muc#roomconfig_", "")).join(" and ");
  return ok(
    name,
    without === ""
      ? "the server keeps all options of a room"
      : `the server keeps the options of a room; the bot does without ${without}, which it does not offer`,
  );
}
