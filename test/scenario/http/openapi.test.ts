/** The description of the gateway, compared with what it does. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { startHttp } from "../../support/gateway/http.ts";

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { deprecated?: boolean; responses: Record<string, unknown> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
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

test("the description is whole: every reference in it leads somewhere", async () => {
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
  }
  expect(Object.keys(described.components.schemas)).toEqual(
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
  expect(text).not.toContain("$defs");
});
