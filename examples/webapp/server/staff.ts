/** What the staff console asks. Everything but the sign-in needs the cookie, and concerns the person's own rooms alone. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Refusal } from "./guards.ts";
import type { Pages } from "./pages.ts";
import { type Sessions, STAFF, type Staff } from "./sessions.ts";
import type { Settings } from "./settings.ts";
import type { Desk } from "./sql.ts";

const uuid = { type: "string", format: "uuid" } as const;
const room = { type: "string", pattern: "^[0-9]{1,18}$" } as const;
const body = (properties: Readonly<Record<string, object>>) => ({
  schema: { body: { type: "object", required: Object.keys(properties), properties } },
});

type Dir = { Querystring: { dir?: string } };

export function staffRequests(
  app: FastifyInstance,
  { desk, sessions, pages, settings }: { desk: Desk; sessions: Sessions; pages: Pages; settings: Settings },
): void {
  const signedIn = async (request: FastifyRequest): Promise<Staff> => {
    const staff = await sessions.whoIs(request.headers.cookie);
    if (staff === undefined) throw new Refusal(401, "sign in first");
    return staff;
  };

  app.get<Dir>("/staff", async (request, reply) => {
    const staff = await sessions.whoIs(request.headers.cookie);
    return pages.send(
      reply,
      staff === undefined ? "staff/sign-in.html" : "staff/console.html",
      request.query.dir,
    );
  });

  app.post<{ Body: { staff?: string } }>("/staff/sign-in", async (request, reply) => {
    const staff = STAFF.find(({ id }) => id === request.body.staff);
    if (staff === undefined) throw new Refusal(400, "nobody of this name works here");
    return reply.header("Set-Cookie", await sessions.signIn(staff)).redirect("/staff", 303);
  });

  app.post("/staff/sign-out", async (_request, reply) =>
    reply.header("Set-Cookie", sessions.signOut()).redirect("/staff", 303),
  );

  app.get("/api/staff", async (request) => {
    const staff = await signedIn(request);
    return { ...staff, gateway: settings.gateway, uploads: settings.uploads.length > 0 };
  });

  app.post("/api/staff/login", async (request) => ({
    login: await sessions.loginFor(await signedIn(request)),
  }));

  app.get("/api/staff/desk", async (request) => {
    const { id } = await signedIn(request);
    const [queues, rooms] = await Promise.all([desk.queues(), desk.roomsOf(id)]);
    return { queues, rooms };
  });

  app.post<{ Body: { queue: string; request: string } }>(
    "/api/staff/take",
    body({ queue: { type: "string", maxLength: 200 }, request: uuid }),
    async (request) => {
      const { id, name } = await signedIn(request);
      const taken = await desk.takeRoom(id, name, request.body.queue, request.body.request);
      if (taken === undefined) throw new Refusal(409, "no room is free at this moment; try again");
      return taken;
    },
  );

  app.get<{ Params: { room: string } }>(
    "/api/staff/rooms/:room/before",
    { schema: { params: { type: "object", properties: { room } } } },
    async (request) => ({ said: await desk.saidBefore((await signedIn(request)).id, request.params.room) }),
  );

  app.post<{ Body: { seat: string } }>("/api/staff/hand-back", body({ seat: uuid }), async (request) => {
    await signedIn(request);
    await desk.handBack(request.body.seat);
    return {};
  });

  app.post<{ Body: { room: string; reason: string } }>(
    "/api/staff/close",
    body({ room, reason: { type: "string", maxLength: 200 } }),
    async (request) => {
      await desk.closeRoom((await signedIn(request)).id, request.body.room, request.body.reason);
      return {};
    },
  );
}
