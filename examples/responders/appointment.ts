/**
 * An appointment: it asks for the service, the day, and one of the times that are still free.
 *
 * Bookings are files in the folder that APPOINTMENTS_FOLDER names. The default is a folder among the system's temporary
 * files. A calendar, or a table with a unique column, would serve as well.
 */
import { mkdir, readdir, readlink, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answer, choice, date, responder, text, yesNo } from "anteroom";

const MINUTES = { advice: 30, papers: 60 } as const;
const OPEN = { from: 9, to: 12, daysAhead: 60 } as const;

const service = choice({ advice: "advice (30 minutes)", papers: "help with papers (1 hour)" });

/** A custom kind of answer: a day on which the office is open. It is stored, and shown in forms, like a date. */
const day = date().future();
const openDay = answer<Date>({
  kind: "open day",
  field: day.field,
  description: "Monday to Friday, up to two months ahead",
  toJson: day.toJson,
  fromJson: day.fromJson,
  parse: (said, hearing) => {
    const read = day.parse(said, hearing);
    if (!read.ok) return read;
    if ([0, 6].includes(read.value.getUTCDay())) return { ok: false, reason: "We are closed at weekends." };
    if (read.value.getTime() > hearing.now + OPEN.daysAhead * 86_400_000) {
      return { ok: false, reason: `I can book ${OPEN.daysAhead} days ahead at most.` };
    }
    return read;
  },
});

interface Slot {
  readonly service: keyof typeof MINUTES;
  readonly day: Date;
  readonly time: string;
}

export default responder("appointment", {
  version: 1,
  help: "Book an appointment: /new appointment [what for]",
  // The free times are kept as they were shown, so that a number means the same time when it is answered.
  props: { service, day: openDay, free: text(), time: text() },
}).steps(
  "service",
  {
    service: { prompt: "What do you need?", accept: service, into: "service", next: "day" },
    day: {
      prompt: "On which day?",
      accept: openDay,
      receive: async (c, day) => {
        const free = await freeTimes({ service: c.service, day });
        if (free.length === 0) return c.refuse("Nothing is free on that day.");
        c.set("free", free.join(" "));
        c.set("day", day);
        return c.go("time");
      },
    },
    time: {
      prompt: (c) => `At what time on ${inWords(c.day)}?`,
      // "9:00" is what people see and write, "09:00" what is kept.
      accept: (c) =>
        choice(Object.fromEntries(c.free.split(" ").map((time) => [time, time.replace(/^0/, "")]))),
      into: "time",
      next: "confirm",
    },
    confirm: {
      prompt: (c) => `${c.service === "advice" ? "Advice" : "Papers"} on ${inWords(c.day)} at ${c.time}?`,
      accept: yesNo(),
      receive: (c, yes) => (yes ? c.complete("", { effect: "book" }) : c.abort("Nothing is booked.")),
    },
  },
  {
    effects: {
      // The time was free when we asked, which may be hours ago. Only booking it shows whether it still is.
      book: async ({ props, key }) =>
        (await book(props, key))
          ? `Booked: ${inWords(props.day)} at ${props.time}. See you!`
          : `Sorry, ${props.time} was taken meanwhile. /new appointment ${props.service} finds another time.`,
    },
  },
);

function inWords(day: Date): string {
  return day.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
}

const folder = (): string => process.env.APPOINTMENTS_FOLDER ?? join(tmpdir(), "anteroom-appointments");

const nameOf = ({ service, day, time }: Slot): string =>
  `${service} ${day.toISOString().slice(0, 10)} ${time}`;

async function freeTimes({ service, day }: Pick<Slot, "service" | "day">): Promise<readonly string[]> {
  const taken = new Set(await readdir(folder()).catch(() => []));
  const times: string[] = [];
  for (let minute = OPEN.from * 60; minute < OPEN.to * 60; minute += MINUTES[service]) {
    const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
    times.push(`${hours}`.padStart(2, "0") + `:${minutes}`.padEnd(3, "0"));
  }
  return times.filter((time) => !taken.has(nameOf({ service, day, time })));
}

/**
 * Books the slot and tells whether it belongs to this key. Creating a link is atomic and fails if the link exists, so
 * only one key gets the slot. A second try of the effect finds its own link.
 */
async function book(slot: Slot, key: string): Promise<boolean> {
  await mkdir(folder(), { recursive: true });
  const path = join(folder(), nameOf(slot));
  await symlink(key, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return (await readlink(path)) === key;
}
