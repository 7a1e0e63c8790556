/** The staff console: signs in to the gateway, looks at the desk, and holds the chats. */
import type { ChatError } from "anteroom/client";
import { connectionLine } from "../shared/connection.ts";
import { patiently } from "../shared/patience.ts";
import { ask, Refused } from "../shared/requests.ts";
import { remembered } from "../shared/storage.ts";
import { uuid } from "../shared/uuid.ts";
import { createAttention } from "./attention.ts";
import { createOpenChat, type OpenChat } from "./open-chat.ts";
import { createQueues, type Queue } from "./queues.ts";
import type { OwnRoom } from "./status.ts";

/** The state of a room in the database changes at most so often for the eye (ms). */
const LOOK_EVERY = 3_000;

interface Seat {
  readonly seat: string;
  /** The client's nickname. */
  readonly nick?: string;
}

const part = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no part ${id}`);
  return found;
};
const sound = part("sound");
if (!(sound instanceof HTMLInputElement)) throw new Error("the switch of the sound is no switch");

const me = await ask<{ id: string; name: string; gateway: string; uploads: boolean }>("/api/staff");
part("me").textContent = me.name;
const attention = createAttention(part("announcements"), sound);
const queues = createQueues(part("queues"), (queue) => void take(queue));
const main = part("chat");
const desk = part("desk");

// The seats of this device. Nobody but their owner can use them, as the database knows whose they are.
const memory = remembered<Record<string, Seat>>("localStorage", `desk-seats-${me.id}`);
let seats = memory.load() ?? {};
const keep = (roomId: string, seat: Seat | undefined) => {
  const { [roomId]: _old, ...others } = seats;
  seats = seat === undefined ? others : { ...others, [roomId]: seat };
  memory.save(seats);
};

const address = new URL("../anteroom-client.js", import.meta.url).href;
const { createChat }: typeof import("anteroom/client") = await import(address);
const chat = createChat({
  base: me.gateway,
  login: async () => (await ask<{ login: string }>("/api/staff/login", {})).login,
});
const connection = connectionLine("You have been signed out. Load this page again.");
const REFUSED =
  "The gateway refuses the login. WEBAPP_JWT_SECRET, _ISSUER and _AUDIENCE must equal http.jwt of Anteroom, whose log has the reason.";
desk.before(connection.element);
connection.watch(chat);
// If the gateway cannot be reached, the desk is shown all the same.
const opening = chat.open();
opening.catch(({ problem }: Partial<ChatError>) => {
  // The login was new: it can be neither over nor revoked.
  if (problem?.status === 401) connection.show(REFUSED);
});

const chats = new Map<string, OpenChat>();
/** Seats in rooms that are not known yet, by thread. */
const moved = new Map<string, string>();
let current: OpenChat | undefined;
let rooms: readonly OwnRoom[] = [];
let readAt = 0;
let looking = false;
let again = false;

function select(chosen: OpenChat | undefined): void {
  for (const one of chats.values()) one.show(one === chosen);
  current = chosen;
  desk.classList.toggle("talking", chosen !== undefined);
  count();
}

function count(): void {
  attention.count([...chats.values()].reduce((sum, { unread }) => sum + unread, 0));
}

function open(roomId: string): OpenChat {
  const known = chats.get(roomId);
  if (known !== undefined) return known;
  const opened = createOpenChat({
    chat,
    roomId,
    seat: seats[roomId]?.seat,
    nick: seats[roomId]?.nick,
    met: (nick) => {
      const known = seats[roomId];
      if (known !== undefined) keep(roomId, { ...known, nick });
    },
    uploads: me.uploads,
    attention,
    select: () => select(opened),
    back: () => {
      select(undefined);
      opened.item.querySelector("button")?.focus();
    },
    remove: () => {
      keep(roomId, undefined);
      chats.delete(roomId);
      opened.end();
      select([...chats.values()].at(-1));
    },
    changed: () => {
      count();
      void look();
    },
  });
  chats.set(roomId, opened);
  part("chats").append(opened.item);
  main.append(opened.panel);
  void enter(opened);
  return opened;
}

/** Takes the seat. Of a seat that was taken before, the gateway gives the thread once more. */
async function enter(opened: OpenChat): Promise<void> {
  const known = seats[opened.roomId];
  if (known === undefined) return;
  try {
    await opening;
    const { thread } = await patiently(
      () => chat.join(known.seat),
      () => chats.get(opened.roomId) === opened,
    );
    opened.joined(thread);
  } catch {
    attention.call("The room could not be entered.");
  }
  void look();
}

/** By queue, the same until it is answered, so that one room is taken also where the answer is lost. */
const requests = new Map<string, string>();

async function take(queue: string): Promise<void> {
  queues.disable(true);
  const request = requests.get(queue) ?? uuid();
  requests.set(queue, request);
  try {
    const { room_id, seat } = await ask<{ room_id: string; seat: string }>("/api/staff/take", {
      queue,
      request,
    });
    requests.delete(queue);
    // The desk has shown the room meanwhile, without the seat that was in the lost answer.
    if (seats[room_id] === undefined) {
      chats.get(room_id)?.end();
      chats.delete(room_id);
    }
    keep(room_id, { seat });
    select(open(room_id));
  } catch (error) {
    if (error instanceof Refused && error.status < 500) requests.delete(queue);
    attention.call(error instanceof Refused ? error.message : "The desk cannot be reached.");
  } finally {
    queues.disable(false);
  }
  await look();
}

/** Reads the desk; what happens meanwhile is read right after. */
async function look(): Promise<void> {
  again = looking;
  if (looking) return;
  looking = true;
  try {
    const answer = await ask<{ queues: Queue[]; rooms: OwnRoom[] }>("/api/staff/desk");
    rooms = answer.rooms;
    readAt = performance.now();
    queues.show(answer.queues);
    for (const { room_id } of rooms) open(room_id);
    render();
  } catch (error) {
    // The shift is over, or the person has signed out in another tab.
    if (error instanceof Refused && error.status === 401) location.reload();
  } finally {
    looking = false;
  }
  if (again) await look();
}

function render(): void {
  const elapsed = (performance.now() - readAt) / 1_000;
  for (const one of chats.values())
    one.update(
      rooms.find(({ room_id }) => room_id === one.roomId),
      elapsed,
    );
}

chat.on("room", async ({ event, thread, seat, entity }) => {
  // The server has lost the room, and its people are in another one. Which one it is, others who come into it tell: an
  // occupant's entity begins with the room's address.
  if (event === "moved" && seat !== undefined) moved.set(thread, seat);
  await look();
  const room = rooms.find(({ room_jid }) => entity?.startsWith(`${room_jid}/`));
  const movedSeat = moved.get(thread);
  if (room === undefined || movedSeat === undefined) return;
  moved.delete(thread);
  keep(room.room_id, { seat: movedSeat });
  chats.get(room.room_id)?.end();
  chats.delete(room.room_id);
  select(open(room.room_id));
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") current?.show(true);
  count();
});

await look();
select([...chats.values()].at(-1));
setInterval(() => void look(), LOOK_EVERY);
// The time that is left runs between two looks, too.
setInterval(render, 1_000);
