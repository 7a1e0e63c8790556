/** What somebody may do who is not the bot: create rooms, read what was said before, have passwords sent around. */
import { RequestTimeout } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import type { RoomPresence } from "../../rooms/muc/index.ts";
import { type Element, xml } from "../../xmpp/stanza.ts";
import { type Finding, inComponent, inMucModule, ok, skipped, warning } from "../finding.ts";
import { creatorsOnly, type RoomPlace } from "./room.ts";
import { PATIENCE, type Visit, type Visitor } from "./visit.ts";

const MUC_USER = "http://jabber.org/protocol/muc#user";

/** A stranger tries to make a room. Rejects where the stream is lost. */
export async function examineStrangers(visit: Visit, place: RoomPlace): Promise<Finding> {
  const stranger = visit.visitor(visit.newLocal());
  const { room, password } = visit.newRoom();
  const answer = await stranger.enter(room, password).catch((error: unknown) => {
    if (error instanceof RequestTimeout) return error;
    throw error;
  });
  return judgeStrangers(place, answer);
}

export function judgeStrangers({ muc, owner }: RoomPlace, answer: RoomPresence | RequestTimeout): Finding {
  const name = "strangers";
  if (answer instanceof Error) return skipped(name, `a stranger who tried to create a room got no answer`);
  if (answer.kind === "refused") {
    return ok(name, `a stranger cannot create rooms on ${muc} (${reason(answer.error)})`);
  }
  return warning(
    name,
    `others than ${owner} can create rooms on ${muc}: whoever comes back first after a crash of the server owns the room ` +
      "that was lost",
    creatorsOnly({ muc, owner }),
  );
}

/** Sends an invitation through the room, which a server may carry on with the password in it (XEP-0045 §7.8.2). */
export async function examineInvitations(visit: Visit, muc: string, room: string): Promise<Finding> {
  const name = "invitations";
  const stranger = visit.visitor(visit.newLocal());
  const invited = visit.visitor(visit.newLocal());
  let told = false;
  const end = invited.listen(room, (message) => {
    told ||= message.getChild("x", MUC_USER)?.getChild("password") !== undefined;
  });
  try {
    const x = xml("x", { xmlns: MUC_USER }, xml("invite", { to: invited.full }));
    visit.wire.writer.send(xml("message", { from: stranger.full, to: room }, x));
    // A room answers in order: an invitation comes before this. Whatever the answer is will do.
    await stranger.muc.ping(room, PATIENCE);
  } finally {
    end();
  }
  if (!told) return ok(name, "a stranger gets no password by an invitation through a room");
  return warning(
    name,
    "whoever knows a room's address has its password sent to anybody, by an invitation through the room",
    {
      prosody: inComponent(
        `Component "${muc}" "muc"`,
        'prosody.events.add_handler("host-activated", function (host)',
        `  if host ~= "${muc}" then return end`,
        '  prosody.hosts[host].events.add_handler("muc-pre-invite", function () return true end, 1)',
        "end)",
      ),
      ejabberd: inMucModule(muc, "default_room_options:", "  allow_user_invites: false"),
    },
  );
}

interface Room {
  readonly room: string;
  readonly password: string;
}

export function sayTwice({ wire }: Visit, owner: Visitor, room: string): void {
  for (const text of ["1", "2"]) {
    const body = xml("body", {}, text);
    wire.writer.send(xml("message", { from: owner.full, to: room, type: "groupchat", id: text }, body));
  }
}

/** How many messages somebody gets who enters; why not where that fails. Rejects where the stream is lost. */
export async function backlogOf(visit: Visit, { room, password }: Room): Promise<number | string> {
  const guest = visit.visitor(visit.newLocal());
  let messages = 0;
  const end = guest.listen(room, (message) => {
    if (isBacklog(message)) messages++;
  });
  try {
    const entered = await guest.enter(room, password, { backlog: true });
    if (entered.kind === "refused") return reason(entered.error);
    // The backlog comes right after the presence (XEP-0045 §7.1), and before this answer.
    await guest.muc.ping(room, PATIENCE);
    return messages;
  } catch (error) {
    if (error instanceof RequestTimeout) return reason(error);
    throw error;
  } finally {
    end();
  }
}

/** How much of what was said somebody gets who enters. `history`: what is wished. */
export async function examineBacklog(
  visit: Visit,
  owner: Visitor,
  { muc, history, ...room }: Room & { readonly muc: string; readonly history: number },
): Promise<Finding> {
  sayTwice(visit, owner, room.room);
  const messages = await backlogOf(visit, room);
  return typeof messages === "number"
    ? judgeBacklog(muc, messages, history)
    : skipped("backlog", `a guest with the password is not let in (${messages})`);
}

const isBacklog = (message: Element): boolean =>
  message.getChild("delay") !== undefined && message.getChild("body") !== undefined;

export function judgeBacklog(muc: string, messages: number, history: number): Finding {
  const name = "backlog";
  if (messages <= history)
    return ok(name, `a person who enters gets no more than rooms.history (${history}) of what was said`);
  return warning(
    name,
    `a person who enters a room gets what was said before, though rooms.history is ${history}`,
    {
      prosody: inComponent(`Component "${muc}" "muc"`, `muc_room_default_history_length = ${history}`),
      ejabberd: inMucModule(muc, `history_size: ${history}`),
    },
  );
}
