/** The claims of a login that count, read from a verified JWT. */
import { shown } from "../../texts/index.ts";

export const ROLES = ["client", "staff", "supervisor"] as const;
export type Role = (typeof ROLES)[number];

/** What others may know of a person, and what the person may do; from the login alone. */
export interface Profile {
  readonly role: Role;
  /** Of staff; `null`: all. */
  readonly queues: readonly string[] | null;
  readonly name: string | null;
  /** An https address. */
  readonly picture: string | null;
}

export interface Login {
  readonly sub: string;
  readonly profile: Profile;
}

/** `refused`: why, for the log alone. `ordinary`: it happens every day. */
export interface Refused {
  readonly refused: string;
  readonly ordinary?: true;
}

export const VISITOR: Profile = { role: "client", queues: null, name: null, picture: null };

type Claims = Readonly<Record<string, unknown>>;

// RFC 7519 §2 gives times in seconds. A login that was good for longer could not be taken back.
const LONGEST_S = 24 * 60 * 60;
/** The clocks of the web application and of the database may differ by this much, in seconds. */
export const CLOCK_DIFFERENCE_S = 60;

const NAME_LETTERS = 200;
const PICTURE_LETTERS = 2048;
const QUEUES = 100;
const HALF_LETTER = /\p{Cs}/u;

/** @param now ms since the epoch */
export function readClaims(claims: Claims, now: number): Login | Refused {
  const { sub, exp } = claims;
  if (typeof sub !== "string" || sub === "") return refused("has no text as sub");
  // UTF-8 has one replacement for all of them: two subjects would be one.
  if (HALF_LETTER.test(sub)) return refused("has half a letter (a lone surrogate) in its sub");
  if (typeof exp !== "number") return refused("has no exp");
  if (exp > now / 1000 + LONGEST_S + CLOCK_DIFFERENCE_S) return refused("has an exp more than 24 h ahead");
  const { name = null, picture = null, role = null, queues = null } = claims;
  if (role !== null && typeof role !== "string") return refused("has a role that is no text");
  if (queues !== null && !isQueues(queues)) return refused("has queues that are no list of names");
  return {
    sub,
    profile: {
      // A web application has roles of its own, which mean nothing here.
      role: ROLES.find((known) => known === role) ?? "client",
      queues,
      // Whoever has none that can be shown comes in all the same.
      name: typeof name === "string" ? readName(name) : null,
      picture: typeof picture === "string" ? readPicture(picture) : null,
    },
  };
}

function refused(why: string): Refused {
  return { refused: `it ${why}` };
}

function isQueues(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= QUEUES &&
    value.every(
      (queue) => typeof queue === "string" && queue.length <= NAME_LETTERS && !/[\p{Cc}\p{Cs}]/u.test(queue),
    )
  );
}

function readName(name: string): string | null {
  const visible = shown(name);
  // By whole letters: half of one is no text for the database.
  return visible === "" ? null : Array.from(visible).slice(0, NAME_LETTERS).join("");
}

function readPicture(picture: string): string | null {
  if (!URL.canParse(picture)) return null;
  const url = new URL(picture);
  const shown = url.protocol === "https:" && url.username === "" && url.password === "";
  return shown && url.href.length <= PICTURE_LETTERS ? url.href : null;
}
