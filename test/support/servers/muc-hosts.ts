/** The MUC services of every test server, beside the domain of the accounts. */
import { DEFAULT_DOMAIN, luaString, type ProsodyOptions } from "../../../src/demo/prosody-config.ts";
import { fileShare } from "./file-stores.ts";
import type { ServerOptions } from "./server.ts";

export interface MucServices {
  /** For the pool: only the components' `rooms` bots may create rooms. */
  readonly pool: string;
  /** Anybody may create rooms, as servers have it by default: for tests of rooms that somebody else has made. */
  readonly open: string;
}

export function mucServices(domain = DEFAULT_DOMAIN): MucServices {
  return { pool: `conference.${domain}`, open: `open.${domain}` };
}

/** The domain of people without an account, whom the server gives an address at each sign-in (SASL ANONYMOUS). */
export const guestDomain = (domain = DEFAULT_DOMAIN) => `guests.${domain}`;

/**
 * What a Prosody is started with to have both, guests, a way to look inside, and a store of files where a port is given.
 */
export function withMuc(options: ServerOptions, filesPort?: number): ProsodyOptions {
  const { open } = mucServices(options.domain);
  const config = [
    ...(filesPort === undefined ? [] : fileShare(options, filesPort)),
    `VirtualHost ${luaString(guestDomain(options.domain))}`,
    'authentication = "anonymous"',
    `Component ${luaString(open)} "muc"`,
    'modules_enabled = { "admin_shell" }',
    ...Object.entries(options.mucs ?? {}).flatMap(([domain, { prosody = [] }]) => [
      `Component ${luaString(domain)} "muc"`,
      ...prosody,
    ]),
  ];
  return { ...options, muc: true, config: config.join("\n") };
}

/** The arguments of `prosodyctl` that list all rooms, hidden ones too. */
export function listingRooms(service: string): string[] {
  return ["shell", "muc", "list", service];
}

/** Reads what that command prints. */
export function readRooms(output: string, service: string): readonly string[] {
  if (!output.includes("OK: ")) throw new Error(`prosodyctl cannot list the rooms of ${service}: ${output}`);
  return output.split(/\s+/).filter((word) => word.endsWith(`@${service}`));
}
