/**
 * Who is signed in, and what the gateway is told of it. This is a demonstration: whoever chooses a name from the list is
 * that member of staff. In its place belongs the sign-in that your application has already.
 */
import { jwtVerify, SignJWT } from "jose";
import type { Settings } from "./settings.ts";

export interface Staff {
  /** The `sub` of the login, and the text that stands in the column `staff` of the view `anteroom.rooms`. */
  readonly id: string;
  readonly name: string;
}

export const STAFF: readonly Staff[] = [
  { id: "ann", name: "Ann" },
  { id: "ben", name: "Ben" },
  { id: "chloe", name: "Chloe" },
];

// A browser takes a cookie of this name only over https (or from localhost), for this host alone and for all paths.
const COOKIE = "__Host-staff";
const SHIFT_S = 12 * 60 * 60;
// Long enough to reach the gateway, which gives a chat token for it.
const LOGIN_S = 120;

export type Sessions = ReturnType<typeof createSessions>;

export function createSessions({ sessionSecret, jwt }: Pick<Settings, "sessionSecret" | "jwt">) {
  const sessionKey = new TextEncoder().encode(sessionSecret);
  const loginKey = new TextEncoder().encode(jwt.secret);

  return {
    /** The value of `Set-Cookie`. */
    signIn: async ({ id }: Staff) => {
      const value = await new SignJWT()
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(id)
        .setExpirationTime(`${SHIFT_S}s`)
        .sign(sessionKey);
      return `${COOKIE}=${value}; Path=/; Max-Age=${SHIFT_S}; Secure; HttpOnly; SameSite=Strict`;
    },

    signOut: () => `${COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict`,

    /** Takes the header `Cookie`. */
    whoIs: async (cookies: string | undefined): Promise<Staff | undefined> => {
      const value = cookies
        ?.split("; ")
        .find((cookie) => cookie.startsWith(`${COOKIE}=`))
        ?.slice(COOKIE.length + 1);
      if (!value) return undefined;
      const verified = await jwtVerify(value, sessionKey, { algorithms: ["HS256"] }).catch(() => undefined);
      return STAFF.find(({ id }) => id === verified?.payload.sub);
    },

    /** A login for the gateway. `role: staff` opens threads among staff; only this application can say so. */
    loginFor: ({ id, name }: Staff) =>
      new SignJWT({ name, role: "staff" })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(id)
        .setIssuer(jwt.issuer)
        .setAudience(jwt.audience)
        .setExpirationTime(`${LOGIN_S}s`)
        .sign(loginKey),
  };
}
