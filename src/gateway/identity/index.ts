/** This folder holds who people from browsers are: logins, entities, and the tokens that open streams and requests. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Logger } from "../../ops/log.ts";
import { createGrievances } from "../http/gate/grievances.ts";
import { Together } from "../together.ts";
import { type Login, type Refused, VISITOR } from "./claims.ts";
import { type EntityNames, entityOfLogin, entityOfVisitor, reservedAddresses } from "./entity.ts";
import { KeysAway } from "./keys.ts";
import { createLogins, type LoginOptions } from "./login.ts";
import {
  type Bearer,
  beginFamily,
  findBearers,
  type Issued,
  type Lifetimes,
  overFamilies,
  renewBySecret,
  renewByToken,
  revokeFamily,
} from "./tokens.ts";

export { identitySweeps } from "./sweeps.ts";
export type { Bearer, Issued };
export { KeysAway };

export interface IdentityOptions {
  readonly db: Queryable;
  /** For those who open streams. */
  readonly reads: Queryable;
  readonly log: Logger;
  /** `xmpp.domain`. */
  readonly domain: string;
  /** Localparts of the component's own addresses: `bot.address`, `rooms.address`. */
  readonly reserved: readonly string[];
  /** `http.jwt.*`. Without secret and keys nobody can log in. */
  readonly logins: LoginOptions;
  /** `http.visitors`. */
  readonly visitors: boolean;
  readonly lifetimes: Lifetimes;
}

/**
 * What `POST /token` and all other requests ask. `undefined` is the same answer to whatever is wrong, or over, or unknown;
 * the log has the reason.
 */
export interface Identity {
  /** Throws `KeysAway` where the login cannot be verified at the moment. */
  byLogin(jwt: string): Promise<Issued | undefined>;
  /** Whether it is good at this moment. Throws as `byLogin` does. */
  takesLogin(jwt: string): Promise<boolean>;
  byToken(token: string): Promise<Issued | undefined>;
  byRenewal(secret: string): Promise<Issued | undefined>;
  /** `undefined`: visitors are not allowed. */
  byVisit(): Promise<Issued | undefined>;
  /** By the token or the stream secret: the caller decides what each may open. */
  find(shown: string): Promise<Bearer | undefined>;
  /** The same for those who open streams. They come in thousands after a cut, and are looked up together. */
  findListener(shown: string): Promise<Bearer | undefined>;
  /** Ends the token's family. `false`: the token does not live. */
  revoke(token: string): Promise<boolean>;
  /** Those of the families that are over. */
  over(families: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Throws a `TypeError` for options that cannot be. */
export function createIdentity(options: IdentityOptions): Identity {
  const { db, reads, log, domain, lifetimes } = options;
  const verify = createLogins(options.logins);
  const names: EntityNames = { domain, issuer: options.logins.issuer, reserved: options.reserved };
  const reserved = reservedAddresses(names);
  const listeners = new Together((shown: readonly string[]) =>
    findBearers(reads, { domain, shown, reserved }),
  );
  const tell = createGrievances(log, options.logins.clock);
  const refuse = ({ refused, ordinary }: Refused, what = "a login was refused"): undefined => {
    tell({ reason: refused, ...(ordinary && { ordinary }) }, what);
    return undefined;
  };
  const over = (refused: string): undefined => refuse({ refused, ordinary: true }, "a token was refused");
  const loginOf = async (jwt: string): Promise<Login | undefined> => {
    const login = await verify(jwt).catch((error: unknown) => {
      if (error instanceof KeysAway) tell({ reason: error.message }, "logins cannot be verified");
      throw error;
    });
    return "refused" in login ? refuse(login) : login;
  };
  return {
    takesLogin: async (jwt) => (await loginOf(jwt)) !== undefined,
    byLogin: async (jwt) => {
      const login = await loginOf(jwt);
      if (login === undefined) return undefined;
      const { sub, profile } = login;
      const entity = entityOfLogin(sub, names);
      return beginFamily(db, { domain, entity, sub, reserved, profile }, lifetimes);
    },
    byToken: async (token) => {
      const issued = await renewByToken(db, { domain, token }, lifetimes);
      // The component has taken the address since then: a new login makes another entity.
      if (issued !== undefined && !reserved.includes(issued.entity)) return issued;
      return over("the chat token is over, or its login is more than 24 h ago");
    },
    byRenewal: async (secret) => {
      const issued = await renewBySecret(db, { domain, secret }, lifetimes);
      if (issued === undefined) return over("the renewal secret is over");
      if (issued !== "stolen") return issued;
      log.warn("an old renewal secret was used again, as a thief would: all tokens of its visitor are over");
      return undefined;
    },
    byVisit: async () => {
      if (!options.visitors) return refuse({ refused: "http.visitors is false" }, "a visitor was refused");
      const entity = entityOfVisitor(domain);
      return beginFamily(db, { domain, entity, sub: null, reserved, profile: VISITOR }, lifetimes);
    },
    find: async (shown) => (await findBearers(db, { domain, shown: [shown], reserved }))[0],
    findListener: (shown) => listeners.ask(shown, shown),
    revoke: (token) => revokeFamily(db, { domain, token }),
    over: (families) => overFamilies(db, families),
  };
}
