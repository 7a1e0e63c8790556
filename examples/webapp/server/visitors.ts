/**
 * What the page of the site asks. It carries no cookie and no session: the ticket is a secret of 128 bits, which the page
 * keeps for its visitor. It stands in the body and not in the address, so that no log has it.
 */
import type { FastifyInstance } from "fastify";
import { perMinute, Refusal } from "./guards.ts";
import type { Settings } from "./settings.ts";
import type { Desk } from "./sql.ts";

const uuid = { type: "string", format: "uuid" } as const;
const TICKETS_PER_MINUTE = 5;

export function visitorRequests(app: FastifyInstance, desk: Desk, settings: Settings): void {
  const mayJoin = perMinute(TICKETS_PER_MINUTE);
  // Only visitors of this gateway: nobody can guess their names, and nobody else is to be called to a room from here.
  const domain = settings.bot.slice(settings.bot.indexOf("@") + 1);
  const visitor = `^v-[a-z2-7]{26}@${domain.replaceAll(".", "\\.")}$`;

  app.get("/api/chat", async () => {
    const queue = (await desk.queues()).find((one) => one.queue === settings.queue);
    return {
      gateway: settings.gateway,
      bot: settings.bot,
      open: queue?.open ?? false,
      uploads: settings.uploads.length > 0,
    };
  });

  app.post<{ Body: { entity: string; name?: string; request: string } }>(
    "/api/line",
    {
      schema: {
        body: {
          type: "object",
          required: ["entity", "request"],
          properties: {
            entity: { type: "string", pattern: visitor },
            name: { type: "string", maxLength: 60 },
            request: uuid,
          },
        },
      },
    },
    async ({ body: { entity, name, request }, ip }) => {
      if (!mayJoin(ip)) throw new Refusal(429, "too many people have joined from here; wait a minute");
      const ticket = await desk.joinLine(name?.trim() || "Visitor", entity, settings.queue, request);
      return { ticket };
    },
  );

  const byTicket = {
    schema: { body: { type: "object", required: ["ticket"], properties: { ticket: uuid } } },
  };

  app.post<{ Body: { ticket: string } }>("/api/line/place", byTicket, async ({ body }) => {
    const place = await desk.place(body.ticket);
    return place === undefined ? { over: true } : { over: false, ...place };
  });

  app.post<{ Body: { ticket: string } }>("/api/line/leave", byTicket, async ({ body }) => {
    await desk.leaveLine(body.ticket);
    return {};
  });
}
