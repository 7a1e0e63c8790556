/**
 * Tells whether the instance that examines the server runs with the settings that `anteroom doctor` was given. The two
 * compare digests, with a salt that is made for each question: no value travels, and a secret cannot be guessed from what
 * stands in the database for a moment.
 */
import { createHmac, scrypt } from "node:crypto";
import { basename, isAbsolute } from "node:path";
import { promisify } from "node:util";
import { type Config, type Key, keys, type Setting, settings } from "../config/settings.ts";
import { settingOf } from "../config/tree.ts";
import { type Finding, skipped, warning } from "./finding.ts";

/** By key. */
export type Fingerprint = Readonly<Partial<Record<Key, string>>>;

/** Processes on two machines, or in two folders, may differ in these. That they share the database is seen by the question. */
const OF_ONE_PROCESS: readonly Key[] = ["xmpp.instance", "database.url", "ops.listen", "log.level"];

const derive = promisify<string, string, number, Buffer>(scrypt);
const BYTES = 16;

/** @param salt that of the question */
export async function fingerprint(config: Config, salt: string): Promise<Fingerprint> {
  const compared = keys.filter((key) => !OF_ONE_PROCESS.includes(key));
  const digests = compared.map(async (key) => [key, await digest(key, textOf(config, key), salt)] as const);
  return Object.fromEntries(await Promise.all(digests));
}

async function digest(key: Key, value: string, salt: string): Promise<string> {
  const { secret }: Setting<unknown> = settings[key];
  // Slow on purpose: some tens of milliseconds in another thread.
  if (secret) return (await derive(value, `${salt} ${key}`, BYTES)).toString("hex");
  return createHmac("sha256", salt)
    .update(value)
    .digest("hex")
    .slice(0, 2 * BYTES);
}

function textOf(config: Config, key: Key): string {
  const value = settingOf(config, key);
  // A second instance on the same machine has another port.
  if (key === "http.listen") return value === undefined ? "off" : "on";
  return JSON.stringify(value, PATHS.includes(key) ? named : sorted) ?? "";
}

/** Settings with paths, which are absolute by now: of these, only the name at the end is the same on two machines. */
const PATHS: readonly Key[] = ["bot.texts", "conversations.responders"];

function named(_: string, value: unknown): unknown {
  return typeof value === "string" && isAbsolute(value) ? basename(value) : value;
}

/** The order of a map means nothing. */
function sorted(_: string, value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  return [...value].sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
}

/** The settings in which the two differ. `running` may be of an older version, and lack some. */
export function differences(running: Fingerprint, given: Fingerprint): readonly Key[] {
  return keys.filter((key) => running[key] !== undefined && running[key] !== given[key]);
}

const NAME = "running-settings";

/** What the instance has found, without that which depends on a setting that it has otherwise. */
export function judgeRunning(different: readonly Key[], findings: readonly Finding[]): readonly Finding[] {
  // Two machines may reach the server at different addresses.
  const wrong = different.filter((key) => key !== URL_OF_SERVER);
  const tried = findings.some(({ name }) => name === "handshake");
  const ofStream = different.filter((key) => !tried && (key === URL_OF_SERVER || key === "xmpp.secret"));
  return [
    ...(wrong.length === 0 ? [] : [told(wrong)]),
    ...(ofStream.length === 0 ? [] : [notExamined("handshake", ofStream)]),
    ...findings.map((finding) => {
      const lacking = different.filter((key) => (DEPEND[finding.name] ?? OF_ROOMS).includes(key));
      return lacking.length === 0 ? finding : notExamined(finding.name, lacking);
    }),
  ];
}

const URL_OF_SERVER = "xmpp.url";

function told(different: readonly Key[]): Finding {
  const isLive = (key: Key): boolean => (settings[key] as Setting<unknown>).live === true;
  const how = different.every(isLive)
    ? "send it SIGHUP, or restart it"
    : "restart it, and run doctor again where it does not become ready";
  return warning(NAME, `the running instance has other settings (${different.join(", ")}): ${how}`);
}

const notExamined = (name: string, different: readonly Key[]): Finding =>
  skipped(name, `not examined: the running instance has another ${different.join(", ")}`);

/** The settings on which a check depends; those of rooms, where it is not named here. */
const OF_ROOMS: readonly Key[] = ["rooms.service", "rooms.address"];
const DEPEND: Readonly<Record<string, readonly Key[]>> = {
  delivery: [],
  server: [],
  examination: [],
  // Where the instance has no stream, doctor has tried by itself, with its own settings.
  instance: [],
  handshake: [],
  backlog: [...OF_ROOMS, "rooms.history"],
  "room-options": [...OF_ROOMS, "rooms.history", "rooms.options"],
  upload: ["http.upload", "http.origins"],
  "http.proxies": ["http.listen", "http.proxies"],
};
