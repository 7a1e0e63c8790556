/** `sslmode` as libpq means it, against a PostgreSQL that lets people in by TLS only, and one that has none. */
import { execFile } from "node:child_process";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { postgresBinaries } from "../../../../src/demo/postgres-binaries.ts";
import { close, openClient } from "../../../../src/ledger/database/connection.ts";
import { migrate, pending } from "../../../../src/ledger/database/migrate.ts";
import { createDatabase, startPostgres, type TestPostgres } from "../../../support/database/postgres.ts";

let folder: string;
let server: TestPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anteroom-tls-"));
  for (const name of ["server", "other"]) await certificate(name);
  const hba = join(folder, "hba.conf");
  await writeFile(hba, "hostssl all all all trust\nhostnossl template1 all all trust\n");
  const { owner } = await postgresBinaries();
  const files = ["server.key", "server.crt", "hba.conf"].map((name) => join(folder, name));
  if (owner !== undefined) for (const path of [folder, ...files]) await chown(path, owner.uid, owner.gid);
  server = await startPostgres({
    settings: {
      ssl: "on",
      ssl_cert_file: join(folder, "server.crt"),
      ssl_key_file: join(folder, "server.key"),
      hba_file: hba,
    },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Signed by itself, for `localhost` and no address. */
async function certificate(name: string): Promise<void> {
  const [key, crt] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", crt],
    ...subject,
  ]);
}

/** The server's URL with these parameters; `server.crt` and such are files of the folder. */
function urlWith(
  parameters: Readonly<Record<string, string>>,
  host = "127.0.0.1",
  database = "postgres",
): string {
  const url = new URL(server.url);
  url.hostname = host;
  url.pathname = `/${database}`;
  for (const [name, value] of Object.entries(parameters)) {
    url.searchParams.set(name, value.endsWith(".crt") ? join(folder, value) : value);
  }
  return url.href;
}

async function encrypted(url: string): Promise<boolean> {
  const client = await openClient(url, { connectionTimeoutMillis: 5_000 });
  try {
    const { rows } = await client.query<{ ssl: boolean }>(
      "select ssl from pg_stat_ssl where pid = pg_backend_pid()",
    );
    return rows[0]?.ssl ?? false;
  } finally {
    await close(client);
  }
}

test.for<[string, string, Readonly<Record<string, string>>]>([
  ["require, whoever made the certificate", "127.0.0.1", { sslmode: "require" }],
  ["require with the authority", "127.0.0.1", { sslmode: "require", sslrootcert: "server.crt" }],
  [
    "verify-ca with the authority, for another host",
    "127.0.0.1",
    { sslmode: "verify-ca", sslrootcert: "server.crt" },
  ],
  [
    "verify-full with the authority, for its host",
    "localhost",
    { sslmode: "verify-full", sslrootcert: "server.crt" },
  ],
  ["prefer", "127.0.0.1", { sslmode: "prefer" }],
  ["allow, where the server lets nobody in without", "127.0.0.1", { sslmode: "allow" }],
  ["no sslmode, where the server lets nobody in without", "127.0.0.1", {}],
])("with %s the connection is encrypted, and nothing is printed", async ([, host, parameters]) => {
  const warned = vi.spyOn(process, "emitWarning");
  expect(await encrypted(urlWith(parameters, host))).toBe(true);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test.for<[string, string, Readonly<Record<string, string>>, RegExp]>([
  [
    "require with another authority",
    "127.0.0.1",
    { sslmode: "require", sslrootcert: "other.crt" },
    /certificate/,
  ],
  [
    "verify-ca with another authority",
    "127.0.0.1",
    { sslmode: "verify-ca", sslrootcert: "other.crt" },
    /certificate/,
  ],
  ["verify-ca without one", "127.0.0.1", { sslmode: "verify-ca" }, /sslrootcert/],
  ["verify-full without one", "localhost", { sslmode: "verify-full" }, /certificate/],
  [
    "verify-full for another host",
    "127.0.0.1",
    { sslmode: "verify-full", sslrootcert: "server.crt" },
    /127\.0\.0\.1/,
  ],
  ["disable, where the server lets nobody in without", "127.0.0.1", { sslmode: "disable" }, /no encryption/],
  ["a mode that there is not", "127.0.0.1", { sslmode: "always" }, /sslmode in database.url must be/],
])("with %s the connection is refused", async ([, host, parameters, why]) => {
  await expect(encrypted(urlWith(parameters, host))).rejects.toThrow(why);
});

test.for(["disable", "allow", "prefer"])(
  "with %s the connection is not encrypted where the server has no TLS",
  async (sslmode) => {
    await using database = await createDatabase();
    expect(await encrypted(`${database.url}?sslmode=${sslmode}`)).toBe(false);
  },
);

test("with allow the connection is not encrypted where the server takes it like that", async () => {
  expect(await encrypted(urlWith({ sslmode: "allow" }, "127.0.0.1", "template1"))).toBe(false);
});

test("with require the connection is refused where the server has no TLS", async () => {
  await using database = await createDatabase();
  await expect(encrypted(`${database.url}?sslmode=require`)).rejects.toThrow(/SSL/);
});

test("migrations connect in the same way", async () => {
  const options = { url: urlWith({ sslmode: "require" }), schema: "by_tls" };
  expect(await migrate(options)).not.toEqual([]);
  expect(await pending(options)).toEqual([]);
});
