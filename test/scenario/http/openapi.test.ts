/** The description of the gateway, compared with what it does. */
import { expect, test } from "vitest";
import { z } from "zod";
import { createDatabase } from "../../support/database/postgres.ts";
import { BOT, roomThread, send, startHttp, tellBot } from "../../support/gateway/http.ts";

type Schema = z.core.JSONSchema.JSONSchema;

interface DescribedOperation {
  readonly deprecated?: boolean;
  readonly security?: readonly object[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A schema of the description, which refers to others in it. */
function compile({ components }: Description, schema: Schema): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: components.schemas });
  return z.fromJSONSchema({
    ...JSON.parse(whole.replaceAll("#/components/schemas/", "#/$defs/")),
    $schema: "https://json-schema.org/draft/2020-12/schema",
  });
}

interface Described {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly properties?: object } }>>;
  };
}

test("openapi.json describes every request that is taken and no other, and marks compat as deprecated", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const described = (await (await gateway.ask("/openapi.json")).json()) as Description;
  expect(described.openapi).toBe("3.1.0");
  const paths = Object.keys(described.paths);
  // The contract's table.
  const table = {
    "/token": ["post", "delete"],
    "/token/{token}": ["delete"],
    "/stream": ["get"],
    "/stream/{stream}": ["get"],
    "/poll": ["get"],
    "/poll/{stream}": ["get"],
    "/send-message": ["post"],
    "/presence": ["post"],
    "/start-session": ["post"],
    "/join": ["post"],
    "/leave": ["post"],
    "/typing": ["post"],
    "/read": ["post"],
    "/upload": ["post"],
    "/threads": ["get"],
    "/history": ["get", "delete"],
    "/get-friends": ["get"],
    "/openapi.json": ["get"],
  };
  expect(paths.toSorted()).toEqual(
    Object.keys(table)
      .flatMap((path) => [`/nereid-chat${path}`, `/compat/nereid-chat${path}`])
      .toSorted(),
  );
  const origin = `http://127.0.0.1:${gateway.port}`;
  for (const path of paths) {
    const operations = described.paths[path] ?? {};
    const methods = table[path.replace(/^(\/compat)?\/nereid-chat/, "") as keyof typeof table];
    expect(Object.keys(operations).toSorted()).toEqual(methods.toSorted());
    for (const method of ["get", "post", "delete"]) {
      const { status } = await gateway.ask(`${origin}${path.replace(/\{\w+\}/, "x")}`, {
        method: method.toUpperCase(),
      });
      expect([path, method, status === 405]).toEqual([path, method, operations[method] === undefined]);
    }
    for (const { deprecated, responses } of Object.values(operations)) {
      expect(deprecated ?? false).toBe(path.startsWith("/compat/"));
      expect(Object.keys(responses)).toEqual([expect.stringMatching(/^20[024]$/), "4XX", "5XX"]);
    }
  }
});

test("the description is whole: every reference in it leads to a schema, and all of them can be compiled", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const text = await (await gateway.ask("/openapi.json")).text();
  const described = JSON.parse(text) as Description;
  for (const [, place] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
    const found = place
      ?.split("/")
      .slice(1)
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], described);
    expect([place, found]).toEqual([place, expect.any(Object)]);
    expect([place, found]).not.toEqual([place, expect.objectContaining({ $ref: expect.any(String) })]);
  }
  const { schemas } = described.components;
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining([
      "Actor",
      "Envelope",
      "History",
      "Message",
      "NewMessage",
      "Presence",
      "Problem",
      "Room",
      "Token",
    ]),
  );
  for (const name of Object.keys(schemas)) {
    const compiled = compile(described, { $ref: `#/components/schemas/${name}` });
    expect([name, compiled.safeParse(7).success]).toEqual([name, false]);
  }
  expect(text).not.toContain("$defs");
});

test("what is answered is as it is described, in compat too, and there as nowhere else", async () => {
  await using database = await createDatabase();
  const friends = async () => [{ entity: BOT, available: true }];
  await using gateway = await startHttp(database, { people: { friends } });
  const described = (await (await gateway.ask("/openapi.json")).json()) as Description;
  const origin = `http://127.0.0.1:${gateway.port}`;
  const [ann, ben] = [
    await gateway.login("ann", { role: "staff" }),
    await gateway.login("ben", { role: "staff" }),
  ];
  const { position } = (await (await gateway.ask(`/poll/${ben.stream}`)).json()) as { position: string };
  await roomThread(database, ben);
  const [, { thread }] = (await send(gateway, ann, {
    members: [ben.entity],
    text: "hello",
    subject: "A subject",
    language: "en",
    attachments: [{ url: "https://files.example.org/cat.png", size: 7 }],
    mood: { happy: true },
  })) as [number, { thread: string }];
  await send(gateway, ben, { thread, text: "yes?" });
  const forgotten = await tellBot(gateway, ben, "of which nothing is left");
  await gateway.ask(`/history?thread=${forgotten}`, { token: ben.token, method: "DELETE" });

  const asked = [
    { path: "/token", method: "POST", differs: true },
    { path: "/send-message", json: { thread, text: "again" }, differs: true },
    { path: "/start-session", json: { entity: BOT }, differs: true },
    { path: "/threads", differs: true },
    { path: "/history", query: `?thread=${thread}`, differs: true },
    { path: "/get-friends", differs: true },
    { path: "/poll", query: `?since=${position}&timeout=0`, differs: true },
    { path: "/poll/{stream}", query: `?since=${position}&timeout=0`, differs: true },
  ];
  for (const { path, query = "", differs = false, json, ...init } of asked) {
    const method = json === undefined ? (init.method ?? "GET") : "POST";
    const answerAt = async (base: string) => {
      const url = `${origin}${base}${path.replace("{stream}", ben.stream)}${query}`;
      const answer = await gateway.ask(url, { ...init, token: ben.token, ...(json && { json }) });
      expect([base, path, answer.ok]).toEqual([base, path, true]);
      return (await answer.json()) as unknown;
    };
    const schemaAt = (base: string) => {
      const responses = Object.entries(
        described.paths[`${base}${path}`]?.[method.toLowerCase()]?.responses ?? {},
      );
      const [, { content } = {}] = responses.find(([status]) => status.startsWith("2")) ?? [];
      return compile(described, content?.["application/json"]?.schema ?? {});
    };
    const [modern, compat] = ["/nereid-chat", "/compat/nereid-chat"] as const;
    for (const base of [modern, compat]) {
      const other = base === modern ? compat : modern;
      const answer = await answerAt(base);
      const { error } = schemaAt(base).safeParse(answer);
      expect([base, path, error]).toEqual([base, path, undefined]);
      expect([base, path, schemaAt(other).safeParse(answer).success]).toEqual([base, path, !differs]);
    }
  }
});

test("the description tells how each request is authorised: a token is got by a login, another token, or nothing", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const described = (await (await gateway.ask("/openapi.json")).json()) as Description & {
    readonly components: { readonly securitySchemes: object };
  };
  const waysOf = (path: string, method: string) => described.paths[path]?.[method]?.security;
  expect(waysOf("/nereid-chat/token", "post")).toEqual([{ login: [] }, { token: [] }, {}]);
  expect(waysOf("/nereid-chat/threads", "get")).toEqual([{ token: [] }]);
  expect(waysOf("/compat/nereid-chat/threads", "get")).toEqual([{ token: [] }, { login: [] }]);
  expect(waysOf("/nereid-chat/poll/{stream}", "get")).toBeUndefined();
  expect(described.components.securitySchemes).toMatchObject({
    token: { type: "http", scheme: "bearer" },
    login: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
  });
});

test("forms, header fields, the words of compat, and the time of a message are described", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const described = (await (await gateway.ask("/openapi.json")).json()) as Description & {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  };
  const at = (path: string, method = "post") => described.paths[path]?.[method];
  const fields = (path: string, type: string) =>
    Object.keys(at(path)?.requestBody?.content[type]?.schema.properties ?? {});
  const form = "application/x-www-form-urlencoded";
  expect(fields("/nereid-chat/send-message", form)).toEqual(["thread_id", "message", "type"]);
  expect(fields("/nereid-chat/start-session", form)).toEqual(["entity"]);
  for (const type of [form, "application/json"]) {
    expect(fields("/compat/nereid-chat/start-session", type)).toEqual(["user", "entity"]);
    expect(fields("/compat/nereid-chat/send-message", type)).toContain("UUID");
  }
  for (const path of ["/stream", "/stream/{stream}"]) {
    expect(at(`/nereid-chat${path}`, "get")?.parameters).toContainEqual(
      expect.objectContaining({ name: "Last-Event-ID", in: "header" }),
    );
  }
  const compat = { $ref: "#/components/parameters/compat" };
  expect(at("/nereid-chat/threads", "get")?.parameters).toContainEqual(compat);
  expect(at("/compat/nereid-chat/threads", "get")?.parameters ?? []).not.toContainEqual(compat);
  expect(described.components.schemas.Message).toMatchObject({
    properties: { timestamp: { format: "date-time" } },
  });
});
