/** Presence: what a browser says of its person, and what it is told of others. */
import { z } from "zod";
import { xmlSafe } from "../../xmpp/out/text.ts";
import { type Element, type Stanza, xml } from "../../xmpp/stanza.ts";
import { entityOf } from "./entity.ts";
import { type Presence, SHOWS } from "./objects.ts";
import { linesOf, type Read } from "./read-message.ts";

// Servers pass it on to everybody in every room.
const LONGEST_STATUS = 1024;

export type Availability = Pick<Presence, "available" | "show" | "status">;

/** The body of `POST /presence`. */
export const newPresence = z
  .object(
    {
      available: z.boolean({ error: "must be true or false" }).nullish(),
      show: z.enum(SHOWS, { error: `must be one of ${SHOWS.join(", ")}` }).nullish(),
      status: z
        .string({ error: "must be text" })
        .max(LONGEST_STATUS, { error: `must have at most ${LONGEST_STATUS} characters` })
        .overwrite(xmlSafe)
        .nullish(),
    },
    { error: "the presence must be a JSON object" },
  )
  .meta({ id: "NewPresence" });

/** Reads the body of `POST /presence`, as `JSON.parse` gives it: without `available` the person is. Never throws. */
export function readNewPresence(json: unknown): Read<Availability> {
  const { success, data, error } = newPresence.safeParse(json);
  if (!success) return { problems: linesOf(error) };
  return { value: availability(data.available ?? true, data.show ?? undefined, data.status ?? "") };
}

/** RFC 6121 §4.7.2: a person who is not available is not away either. */
function availability(available: boolean, show: Presence["show"], status: string): Availability {
  return { available, ...(available && show && { show }), ...(status && { status }) };
}

/** @param children the caller's own, such as the one by which a room is entered */
export function presenceStanza(
  addresses: { readonly from: string; readonly to: string },
  { available, show, status }: Availability,
  ...children: readonly Element[]
): Element {
  return xml(
    "presence",
    { ...addresses, type: available ? undefined : "unavailable" },
    show === undefined ? undefined : xml("show", {}, show),
    status === undefined ? undefined : xml("status", {}, status),
    ...children,
  );
}

/** Reads the presence of an occupant of `room`, or of a person; `undefined` where it is no presence but a request, a probe or an error. */
export function hearPresence(
  { type, from, element }: Stanza,
  room: string | undefined,
): Presence | undefined {
  if (type !== "available" && type !== "unavailable") return undefined;
  const show = SHOWS.find((one) => one === element.getChildText("show")?.trim());
  const status = element.getChildText("status") ?? "";
  return { entity: entityOf(from, room), ...availability(type === "available", show, status) };
}
