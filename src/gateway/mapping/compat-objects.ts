/** The objects that the client of 2014 is given, as schemas for the OpenAPI description. `compat.ts` makes the objects. */
import { z } from "zod";
import {
  actor,
  line,
  message as modernMessage,
  presence as modernPresence,
  receipt,
  room,
} from "./objects.ts";

const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/)
  .meta({ description: "ISO 8601 without a time zone, in UTC" });

const message = modernMessage
  .extend({
    timestamp: time.optional(),
    subject: z.string().nullable(),
    text: z.string(),
    language: z.string().nullable(),
    members: z.array(actor),
  })
  .meta({ id: "CompatMessage" });

const presence = modernPresence
  .extend({ entity: actor, show: modernPresence.shape.show.unwrap(), status: z.string().nullable() })
  .meta({ id: "CompatPresence" });

const event = z
  .union([
    z.object({ timestamp: time, type: z.literal("message"), message }),
    z.object({ timestamp: time, type: z.literal("presence"), presence }),
    z.object({ timestamp: time, type: z.literal("room"), room }),
    z.object({ timestamp: time, type: z.literal("line"), line }),
    z.object({ timestamp: time, type: z.literal("receipt"), receipt }),
    z.object({}).meta({ description: "its message was deleted" }),
  ])
  .meta({ id: "CompatEvent", description: "an event of the stream in compat" });

export const compatObjects = { time, message, presence, event };
