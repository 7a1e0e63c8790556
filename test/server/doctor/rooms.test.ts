/** Each setting of a MUC service that is wrong is found, and the lines that are printed mend it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Outcome } from "../../../src/doctor/finding.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { type MucSettings, startServer, type TestServer } from "../../support/servers/server.ts";
import { type Check, type Diagnosis, diagnose } from "../../support/under-test/doctor.ts";

interface Mistake extends MucSettings {
  readonly check: string;
  readonly outcome: Outcome;
  /** Where only one kind of server can be wrong like this. */
  readonly only?: "prosody" | "ejabberd";
  readonly env?: Readonly<Record<string, string>>;
  /** A line that is printed for each kind of server. */
  readonly cures: { readonly prosody?: string; readonly ejabberd?: string };
}

const ADMIN = 'admins = { "rooms@help.localhost" }';
const ACL = { access_create: "anteroom_rooms" };
// The bot alone creates rooms there.
const RESTRICTED = ["restrict_room_creation = true", ADMIN];

const MISTAKES: Readonly<Record<string, Mistake>> = {
  "anyone.localhost": {
    check: "strangers",
    outcome: "warning",
    cures: { prosody: ADMIN, ejabberd: "    access_create: anteroom_rooms" },
  },
  "nobody.localhost": {
    check: "room-creation",
    outcome: "failure",
    prosody: ["restrict_room_creation = true"],
    ejabberd: { access_create: "none" },
    cures: { prosody: ADMIN, ejabberd: '    user: "rooms@help.localhost"' },
  },
  "shown.localhost": {
    check: "anonymous",
    outcome: "failure",
    prosody: [...RESTRICTED, "muc_room_default_public_jids = true"],
    ejabberd: { ...ACL, default_room_options: { anonymous: false } },
    cures: { prosody: "muc_room_default_public_jids = false", ejabberd: "      anonymous: true" },
  },
  "kept.localhost": {
    check: "archive",
    outcome: "failure",
    prosody: [...RESTRICTED, 'modules_enabled = { "muc_mam" }'],
    ejabberd: { ...ACL, default_room_options: { mam: true } },
    ejabberdModules: { mod_mam: {} },
    cures: { prosody: "muc_log_by_default = false", ejabberd: "      mam: false" },
  },
  "all-kept.localhost": {
    check: "archive",
    outcome: "failure",
    only: "prosody",
    prosody: [...RESTRICTED, 'modules_enabled = { "muc_mam" }', "muc_log_all_rooms = true"],
    cures: { prosody: "muc_log_all_rooms = false" },
  },
  "listed.localhost": {
    check: "public",
    outcome: "warning",
    prosody: [...RESTRICTED, "muc_room_default_public = true"],
    ejabberd: { ...ACL, default_room_options: { public: true } },
    cures: { prosody: "muc_room_default_public = false", ejabberd: "      public: false" },
  },
  "lasting.localhost": {
    check: "persistent",
    outcome: "warning",
    prosody: [...RESTRICTED, "muc_room_default_persistent = true"],
    ejabberd: { ...ACL, default_room_options: { persistent: true } },
    cures: { prosody: "muc_room_default_persistent = false", ejabberd: "      persistent: false" },
  },
  "moderated.localhost": {
    check: "moderated",
    outcome: "warning",
    prosody: [...RESTRICTED, "muc_room_default_moderated = true"],
    ejabberd: ACL,
    cures: { prosody: "muc_room_default_moderated = false", ejabberd: "      moderated: false" },
  },
  "talkative.localhost": {
    check: "backlog",
    outcome: "warning",
    only: "ejabberd",
    ejabberd: ACL,
    cures: { ejabberd: "    history_size: 0" },
  },
  "inviting.localhost": {
    check: "invitations",
    outcome: "warning",
    only: "prosody",
    prosody: RESTRICTED,
    cures: {
      prosody: '  prosody.hosts[host].events.add_handler("muc-pre-invite", function () return true end, 1)',
    },
  },
  "unpinged.localhost": {
    check: "pings",
    outcome: "warning",
    only: "ejabberd",
    ejabberd: { ...ACL, default_room_options: { allow_query_users: false } },
    cures: { ejabberd: "      allow_query_users: true" },
  },
  "slow.localhost": {
    check: "room-cache",
    outcome: "warning",
    only: "prosody",
    prosody: RESTRICTED,
    env: { ANTEROOM_ROOMS_QUEUES: "{default: {ready: 1, max: 70}, vip: {ready: 1, max: 60}}" },
    cures: { prosody: "muc_room_cache_size = 10000" },
  },
  "few.localhost": {
    check: "room-limit",
    outcome: "failure",
    prosody: [...RESTRICTED, "muc_max_rooms = 5", "muc_room_cache_size = 5"],
    ejabberd: { ...ACL, max_user_conferences: 5 },
    env: { ANTEROOM_ROOMS_QUEUES: "{default: {ready: 1, max: 8}}" },
    cures: { prosody: "muc_max_rooms = 10000", ejabberd: "    max_user_conferences: 10000" },
  },
};

let database: TestDatabase;
let broken: TestServer;
let mended: TestServer;
let right: Diagnosis;
let software: "prosody" | "ejabberd";
const found = new Map<string, Check>();

const start = (mucs: Readonly<Record<string, MucSettings>>) =>
  startServer({ components: { "help.localhost": { secret: "secret", conflict: "kick_old" } }, mucs });

const FEW = { ANTEROOM_ROOMS_QUEUES: "{default: {ready: 1, max: 2}}" };
const examine = (server: TestServer, muc: string, { env }: Pick<Mistake, "env">) =>
  diagnose({ server, database, env: { ANTEROOM_ROOMS_SERVICE: muc, ...FEW, ...env } });

describe("MUC services", () => {
  beforeAll(async () => {
    database = await createDatabase();
    broken = await start(MISTAKES);
    right = await diagnose({
      server: broken,
      database,
      env: { ANTEROOM_ROOMS_SERVICE: broken.muc.pool },
    });
    software = right.server?.name === "ejabberd" ? "ejabberd" : "prosody";
  });
  afterAll(async () => {
    await broken?.[Symbol.asyncDispose]();
    await mended?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  test("the server is recognised, and nothing is wrong with the service that prosody/ describes", () => {
    const { status, server, names } = right;
    expect([status, names("failure"), names("warning")]).toEqual([0, [], []]);
    expect(server?.version).toContain(broken.version);
  });

  test.each(Object.entries(MISTAKES))(
    "on %s the mistake is found, and its cure printed",
    async (muc, mistake) => {
      const { check, outcome, only, cures } = mistake;
      if (only !== undefined && only !== software) return;
      const diagnosis = await examine(broken, muc, mistake);
      const finding = diagnosis.check(check);
      expect(finding.outcome).toBe(outcome);
      expect(finding.cure?.[software]).toContain(cures[software]);
      const other = software === "prosody" ? "ejabberd" : "prosody";
      expect(finding.cure?.[other]).toBeUndefined();
      if (outcome === "failure") expect(diagnosis.status).toBe(1);
      found.set(muc, finding);
    },
  );

  test("the lines that were printed mend each of them", async () => {
    const cured = Object.entries(MISTAKES).map(([muc, settings]) => [
      muc,
      withCure(settings, found.get(muc)?.cure?.[software] ?? []),
    ]);
    // The rule that they name is in the file that ejabberd has included.
    mended = await start(Object.fromEntries(cured));
    for (const muc of found.keys()) {
      const mistake = MISTAKES[muc];
      const { checks } = await examine(mended, muc, mistake ?? {});
      const again = checks.find(({ name }) => name === mistake?.check);
      const creation = checks.find(({ name }) => name === "room-creation")?.outcome;
      // A default that is right has no finding of its own.
      expect([muc, creation, again?.outcome ?? "ok"]).toEqual([muc, "ok", "ok"]);
    }
  });
});

function withCure(settings: MucSettings, lines: readonly string[]): MucSettings {
  if (software === "prosody") return { ...settings, prosody: [...(settings.prosody ?? []), ...lines] };
  const { modules } = (parse(lines.join("\n")) ?? {}) as { modules?: { mod_muc?: Record<string, unknown> } };
  const options = (of: Readonly<Record<string, unknown>> | undefined) =>
    (of?.default_room_options ?? {}) as Record<string, unknown>;
  const before = settings.ejabberd;
  const cure = modules?.mod_muc;
  const defaults = { ...options(before), ...options(cure) };
  return { ...settings, ejabberd: { ...before, ...cure, default_room_options: defaults } };
}
