/** The problem of an address that cannot be listened on, as a problem of the setting that names it. */
import { ConfigError } from "./problem.ts";
import { reason } from "./reason.ts";
import { freePortAfter, isTaken, type Listen, readyPage } from "./who-listens.ts";

export type { Listen };

/** The settings that name an address to listen on. */
export type ListenKey = "ops.listen" | "http.listen";

/** What is known of whom the address belongs to. */
export interface Taken {
  readonly byAnteroom: boolean;
  /** Another port of the same host. */
  readonly free: number;
}

/** As `cannotListen`, once it has looked who has the address. Never rejects. */
export async function explainCannotListen(
  key: ListenKey,
  listen: Listen,
  error: unknown,
): Promise<ConfigError> {
  if (!isTaken(error)) return cannotListen(key, listen, error);
  const [page, free] = await Promise.all([readyPage(listen), freePortAfter(listen)]);
  return cannotListen(key, listen, error, { byAnteroom: page !== undefined, free });
}

/** `error`: Node's. `taken`: where it says that somebody has the address. */
export function cannotListen(key: ListenKey, listen: Listen, error: unknown, taken?: Taken): ConfigError {
  const text = `cannot listen on ${shown(listen)} (${reason(error)}): ${cureOf(key, listen, error, taken)}`;
  return new ConfigError([{ key, text }]);
}

function cureOf(key: ListenKey, listen: Listen, error: unknown, taken: Taken | undefined): string {
  const { code = "" } = error as { readonly code?: string };
  const other = otherListen(listen, error, taken);
  const [section, name] = key.split(".");
  const line = `${section}: {${name}: ${other}}`;
  switch (code) {
    case "EADDRINUSE":
      return taken?.byAnteroom
        ? `Anteroom already runs here: stop that instance first, or give one that stands by ${line}, or another ${key}`
        : `another program has the port; give Anteroom ${line}, or another ${key}`;
    case "EADDRNOTAVAIL":
      return `this machine does not have that address; choose one of its own, say ${line}`;
    case "EACCES":
      return `this user may not listen on a port below 1024; choose a higher one, say ${line}`;
    default:
      return "choose another address";
  }
}

/** The value that the setting may have instead, as YAML. */
export function otherListen({ host, port }: Listen, error: unknown, taken?: Taken): string {
  switch ((error as { readonly code?: string }).code) {
    case "EADDRNOTAVAIL":
      return shown({ host: "127.0.0.1", port });
    case "EACCES":
      // 80 and 443 are 8080 and 8443 then, as usual.
      return quoted(shown({ host, port: port === 80 ? 8_080 : port + 8_000 }));
    default:
      return quoted(shown({ host, port: taken?.free ?? port + 1 }));
  }
}

const shown = ({ host, port }: Listen): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;
// A bracket begins a list.
const quoted = (address: string): string => (address.startsWith("[") ? `"${address}"` : address);
