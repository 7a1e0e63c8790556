/** The pages with their scripts and styles. They are read once at the start: a path that is not among them does not exist. */
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Settings } from "./settings.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface Pages {
  /** Sends a page, in the other direction where `dir` is `rtl`. */
  send(reply: FastifyReply, name: string, dir?: string): FastifyReply;
}

export async function servePages(app: FastifyInstance, settings: Settings): Promise<Pages> {
  const files = await readAll(fileURLToPath(new URL("../pages/", import.meta.url)));
  // The module of the gateway, one file, which has no dependencies.
  files.set("anteroom-client.js", await readFile(fileURLToPath(import.meta.resolve("anteroom/client"))));

  const origin = (address: string) => new URL(address).origin;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", origin(settings.gateway), ...settings.uploads.map(origin)].join(" ")}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  app.addHook("onSend", async (_request, reply) => {
    reply.headers({
      "Content-Security-Policy": policy,
      // With less, browsers would not tell the origin of the sign-in's form.
      "Referrer-Policy": "same-origin",
      "X-Content-Type-Options": "nosniff",
    });
  });

  app.get<{ Params: { "*": string } }>("/assets/*", async (request, reply) => {
    const name = request.params["*"];
    const file = files.get(name);
    const type = TYPES[extname(name)];
    if (file === undefined || type === undefined || extname(name) === ".html") return reply.callNotFound();
    return reply.header("Cache-Control", "no-cache").type(type).send(file);
  });

  return {
    send: (reply, name, dir) => {
      const page = files.get(name)?.toString() ?? "";
      reply.header("Cache-Control", "no-store").type("text/html; charset=utf-8");
      return reply.send(dir === "rtl" ? page.replace('dir="ltr"', 'dir="rtl"') : page);
    },
  };
}

async function readAll(folder: string): Promise<Map<string, Buffer>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      paths
        .filter((path) => extname(path) in TYPES)
        .map(async (path) => [relative(folder, path).split(sep).join("/"), await readFile(path)] as const),
    ),
  );
}
