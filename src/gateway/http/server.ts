/** Routes requests to operations (fastify), and makes every failure a problem document. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import createFastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { z } from "zod";
import type { Logger } from "../../ops/log.ts";
import { reason } from "../../ops/reason.ts";
import { problemOf } from "./failures.ts";
import type { ClientAddress } from "./gate/address.ts";
import type { Tell } from "./gate/grievances.ts";
import { createGate, isCompat, SECURITY_HEADERS } from "./gate/index.ts";
import { BODY_BYTES } from "./gate/limits.ts";
import { describe } from "./openapi.ts";
import type { Answer, Body, Operation, Parts } from "./operation.ts";
import { closing, HttpProblem, PROBLEM_TYPE } from "./problem.ts";
import { decoded, parsedJson } from "./reading.ts";
import { operations } from "./routes/index.ts";

export interface ServerOptions {
  readonly parts: Parts;
  readonly base: string;
  readonly origins: () => ReadonlySet<string>;
  /** Tells why a page is refused. */
  readonly tell: Tell;
  readonly addressOf: ClientAddress;
  readonly onAnswered: (status: number) => void;
  readonly log: Logger;
}

// A request that is honest takes milliseconds. What comes slower holds a connection for no good.
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 30_000,
} as const;
// A client that takes nothing of an answer for so long keeps it in memory for no good. Streams say something more often, and
// no poll waits longer.
const SILENT_MS = 60_000;

// A login with long names is some kilobytes.
const HEADER_BYTES = 16 * 1024;

// Of requests on one connection. Hardly any client sends one before the answer to the one before.
const MOST_WAITING = 10;

export function createServer(options: ServerOptions): {
  readonly fastify: FastifyInstance;
  readonly server: Server;
} {
  const gate = createGate(options);
  let server: Server | undefined;
  const answers = new WeakMap<Socket, ServerResponse>();
  const inTurn = turns();
  const fastify = createFastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    routerOptions: {
      // Whatever fits into a header is looked up: a secret that is too long is unknown like any other.
      maxParamLength: HEADER_BYTES,
      querystringParser: (text) => new URLSearchParams(text) as never,
    },
    frameworkErrors: (error, request, reply) => answerError(options.log, error, request, reply as never),
    clientErrorHandler: (error, socket) => answerClientError(error, socket, answers.get(socket)),
    serverFactory(handler) {
      const listener: RequestListener = (request, response) => {
        answers.set(request.socket, response);
        response.once("close", () => {
          if (response.headersSent) options.onAnswered(response.statusCode);
          // After the stop its connection is idle in a moment, and nothing more is asked on it.
          if (server?.listening === false) setImmediate(() => server?.closeIdleConnections());
        });
        inTurn(request, response, () => {
          if (gate(request, response)) handler(request, response);
        });
      };
      server = createHttpServer(
        { ...TIMEOUTS, maxHeaderSize: HEADER_BYTES, requireHostHeader: false, keepAlive: true },
        listener,
      );
      server.timeout = SILENT_MS;
      // Another expectation than 100-continue may be passed over (RFC 9110 §10.1.1).
      server.on("checkExpectation", listener);
      return server;
    },
  });
  readBodies(fastify);
  const all = [...operations, description(options.base)];
  for (const operation of all) {
    for (const prefix of ["", "/compat"]) {
      fastify.route({
        method: operation.method,
        url: `${prefix}${options.base}${operation.path}`,
        handler: (request, reply) => answer(options, operation, request, reply),
      });
    }
  }
  const allowed = methodsByPath(all, options.base);
  fastify.setNotFoundHandler((request, reply) => {
    const methods = allowed(request.raw.url ?? "");
    const problem =
      methods.length === 0
        ? new HttpProblem(404)
        : new HttpProblem(405, { headers: { allow: methods.join(", ") } });
    return sendProblem(reply, problem);
  });
  fastify.setErrorHandler((error, request, reply) =>
    answerError(options.log, error as FastifyError, request, reply),
  );
  if (server === undefined) throw new Error("fastify made no server");
  return { fastify, server };
}

type InTurn = (request: IncomingMessage, response: ServerResponse, run: () => void) => void;

/**
 * Runs what was asked when everything that was asked before it on the same connection is answered. If the connection ends
 * before that, Node tells those that wait nothing, so that they must not have begun: a stream would be open for ever.
 */
function turns(): InTurn {
  const waiting = new WeakMap<Socket, number>();
  return ({ socket }, response, run) => {
    // Node gives a response the connection when it is its turn.
    if (response.socket !== null) {
      run();
      return;
    }
    const before = waiting.get(socket) ?? 0;
    if (before === MOST_WAITING) {
      socket.destroy();
      return;
    }
    waiting.set(socket, before + 1);
    response.once("socket", () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      // Node is not done with giving it.
      process.nextTick(run);
    });
  };
}

/** JSON and forms; anything else is 415. */
function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parse = (type: string, read: (bytes: Buffer) => Body): void => {
    fastify.addContentTypeParser(type, { parseAs: "buffer" }, async (_: unknown, bytes: Buffer) =>
      bytes.length === 0 ? { kind: "none" } : read(bytes),
    );
  };
  parse("application/json", (bytes) => ({ kind: "json", value: parsedJson(bytes) }));
  parse("application/x-www-form-urlencoded", (bytes) => ({
    kind: "form",
    form: new URLSearchParams(decoded(bytes)),
  }));
}

function description(base: string): Operation {
  const described = {
    method: "GET",
    path: "/openapi.json",
    summary: "This description",
    access: "open",
    answers: [{ status: 200, text: "OpenAPI 3.1", schema: z.looseObject({ openapi: z.string() }) }],
  } as const;
  const run = async (): Promise<Answer> => ({ status: 200, json: text });
  const text = JSON.stringify(describe([...operations, { ...described, run }], base));
  return { ...described, run };
}

async function answer(
  { parts, base, addressOf }: ServerOptions,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // A stream tells it inside.
  if (parts.closing() && !operation.path.startsWith("/stream")) throw closing();
  const { headers, raw, params, query, body } = request;
  const [secret] = Object.values(params as Readonly<Record<string, string>>);
  const forwardedFor = headers["x-forwarded-for"];
  const answered: Answer = await operation.run(parts, {
    body: (body as Body | undefined) ?? { kind: "none" },
    query: query as unknown as URLSearchParams,
    secret,
    authorization: headers.authorization,
    compat: isCompat(raw.url ?? "", base),
    address: addressOf({
      remote: raw.socket.remoteAddress,
      forwarded: headers.forwarded,
      forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor,
    }),
    request,
    reply,
  });
  if (answered === "taken") return reply;
  const { status, json } = answered;
  reply.code(status);
  if (json === undefined) return reply.send();
  return sendJson(reply, "application/json", typeof json === "string" ? json : JSON.stringify(json));
}

function answerError(log: Logger, error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (problem !== undefined) return sendProblem(reply, problem);
  // The route and not the path, in which secrets may stand.
  const route = request.routeOptions?.url ?? "no route";
  log.error({ err: error, method: request.method, route }, `a request failed: ${reason(error)}`);
  return sendProblem(reply, new HttpProblem(500));
}

function sendProblem(reply: FastifyReply, { status, headers, document }: HttpProblem): FastifyReply {
  return sendJson(reply.code(status).headers(headers), PROBLEM_TYPE, JSON.stringify(document));
}

/** As bytes: to texts fastify adds a charset, which JSON does not have (RFC 8259 §11). */
function sendJson(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply.header("content-type", type).send(Buffer.from(text));
}

/** The methods of the operations at a path. */
function methodsByPath(all: readonly Operation[], base: string): (url: string) => readonly string[] {
  const paths = all.map(({ method, path }) => {
    const pattern = `${base}${path}`.replaceAll(".", "\\.").replace(/:\w+/, "[^/]+");
    return { method, pattern: new RegExp(`^(?:/compat)?${pattern}$`) };
  });
  return (url) => {
    const path = url.split("?", 1)[0] ?? "";
    return paths.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  };
}

/**
 * What is no request at all, or has too long headers: there is no response to answer with. One that came too slowly is cut
 * off without a status: it may be a stream's, and EventSource tries again after a cut, and never after a status.
 */
export function answerClientError(
  error: Error & { readonly code?: string; readonly rawPacket?: unknown },
  socket: Socket,
  last?: ServerResponse,
): void {
  // What is written now would be read as a part of the answer that has begun, as a second answer to the same request, or as
  // the answer to a whole request that is under way, and may well be carried out.
  const { headersSent = false, writableFinished = true, req } = last ?? {};
  const whole = req?.complete ?? true;
  const awaited = (headersSent || whole) && !(writableFinished && whole);
  const slow = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  if (error.code === "ECONNRESET" || slow || !socket.writable || awaited) {
    socket.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const { document } = new HttpProblem(status);
  const text = JSON.stringify(document);
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": PROBLEM_TYPE,
    "content-length": Buffer.byteLength(text),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // Where HEAD was asked, a body would be read as another answer.
  const { rawPacket } = error;
  const isHead =
    rawPacket instanceof Uint8Array && Buffer.from(rawPacket.subarray(0, 5)).toString() === "HEAD ";
  const body = isHead ? "" : text;
  socket.end(`HTTP/1.1 ${status} ${document.title}\r\n${lines.join("")}\r\n${body}`);
}
