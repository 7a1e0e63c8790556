/** The application: two pages, and the few requests that they make. */
import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import pg from "pg";
import { refuseOtherOrigins } from "./guards.ts";
import { servePages } from "./pages.ts";
import { createSessions } from "./sessions.ts";
import type { Settings } from "./settings.ts";
import { createDesk } from "./sql.ts";
import { staffRequests } from "./staff.ts";
import { visitorRequests } from "./visitors.ts";

const BODY_LIMIT = 8 * 1024;

export async function createApp(settings: Settings): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    trustProxy: settings.proxies.length > 0 ? [...settings.proxies] : false,
    // Errors alone: addresses of visitors are nobody's business.
    logger: { level: "error" },
  });
  const pool = new pg.Pool({
    connectionString: settings.database,
    max: 5,
    application_name: "anteroom-webapp",
  });
  // A connection that is lost while nobody uses it is replaced at the next query.
  pool.on("error", () => {});
  app.addHook("onClose", () => pool.end());
  // Better now than when the first visitor comes.
  app.addHook("onReady", () => createDesk(pool).mayBeUsed());

  refuseOtherOrigins(app, settings.origins);
  // The sign-in is a form, which works without any script.
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, text, done) => done(null, Object.fromEntries(new URLSearchParams(String(text)))),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    const message = status >= 500 ? "something went wrong here; try again" : error.message;
    return reply.status(status).send({ message });
  });

  const desk = createDesk(pool);
  const pages = await servePages(app, settings);
  app.get<{ Querystring: { dir?: string } }>("/", (request, reply) =>
    pages.send(reply, "visitor/index.html", request.query.dir),
  );
  visitorRequests(app, desk, settings);
  staffRequests(app, { desk, sessions: createSessions(settings), pages, settings });
  return app;
}
