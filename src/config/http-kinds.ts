/** The kinds of values that the settings of the gateway hold. */
import { isIP } from "node:net";
import { z } from "zod";
import { type Kind, kind, printable, string } from "./kind.ts";
import { type ListenAddress, listenAddress } from "./kinds.ts";

/** An address to listen on, or `off`. */
export const listenOrOff: Kind<ListenAddress | undefined> = kind(
  z.union([z.literal("off").transform(() => undefined), listenAddress.schema], {
    error: 'must be an address and a port such as "127.0.0.1:8080", or off',
  }),
);

/** A path of plain segments, so that it reads the same however a proxy spells it. */
export const urlPath = kind(
  printable().regex(/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+$/, {
    error: 'must be a path such as "/nereid-chat", without a slash at its end',
  }),
);

const isOrigin = (text: string): boolean =>
  /^https?:\/\/[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** Origins as browsers write them (RFC 6454 §6.1). `null` is none: any page can have it. */
export const origins: Kind<readonly string[]> = kind(
  z.array(
    printable().refine(isOrigin, {
      error:
        'must be an origin as browsers write it, such as "https://www.example.org": scheme, host in lower case, port where it is not the usual one, and no slash at the end',
    }),
    { error: 'must be a list of origins such as ["https://www.example.org"]' },
  ),
  "yaml",
);

function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || address.includes("%") || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** IP addresses and networks in CIDR notation. */
export const networks: Kind<readonly string[]> = kind(
  z.array(
    printable().refine(isNetwork, { error: 'must be an address or a network such as "10.0.0.0/8" or "::1"' }),
    { error: "must be a list of addresses and networks such as [127.0.0.1, 10.0.0.0/8]" },
  ),
  "yaml",
);

/** A text, or none. */
export const optionalText: Kind<string | undefined> = kind(
  string()
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), { error: "must not hold control characters" })
    .transform((text) => text || undefined),
);

const isHttps = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "";
};

/** An https address, or none. */
export const optionalHttps: Kind<string | undefined> = kind(
  z
    .string({ error: "must be an https address" })
    .refine((text) => text === "" || isHttps(text), {
      error: 'must be an https address such as "https://www.example.org/jwks.json"',
    })
    .transform((text) => text || undefined),
);
