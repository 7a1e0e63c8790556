/** The description of the gateway, compared with what it does. */
import { expect, test } from "vitest";
import { z } from "zod";
import { createDatabase } from "../../support/database/postgres.ts";
import { DOMAIN, startHttp } from "../../support/gateway/http.ts";

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { deprecated?: boolean; responses: Record<string, unknown> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
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
      expect(Object.keys(responses)).toEqual([expect.stringMatching(/^20[024]$/), "4XX"]);
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
  const $defs = JSON.parse(JSON.stringify(schemas).replaceAll("#/components/schemas/", "#/$defs/")) as Record<
    string,
    z.core.JSONSchema.JSONSchema
  >;
  const compiled = (name: string) =>
    z.fromJSONSchema({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $ref: `#/$defs/${name}`,
      $defs,
    });
  for (const name of Object.keys(schemas))
    expect([name, compiled(name).safeParse(7).success]).toEqual([name, false]);
  // What is answered is as it is described.
  expect(compiled("Token").parse(await gateway.login("ann"))).toMatchObject({ entity: `ann@${DOMAIN}` });
  expect(text).not.toContain("$defs");
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
