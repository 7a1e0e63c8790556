/** The problem of an address that cannot be listened on, as a problem of the setting that names it. */
import { ConfigError } from "./problem.ts";
import { reason } from "./reason.ts";

const OTHER_PROGRAM =
  "another program has the port; give a second instance of Anteroom on this machine another";
const CURES: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: "this machine does not have that address; choose one of its own",
  EACCES: "this user may not listen on a port below 1024; choose a higher one",
};

export interface Listen {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** `key`: of the setting. `error`: Node's. */
export function cannotListen(key: string, { host, port }: Listen, error: unknown): ConfigError {
  const { code = "" } = error as { readonly code?: string };
  const cure = code === "EADDRINUSE" ? `${OTHER_PROGRAM} ${key}` : (CURES[code] ?? "choose another address");
  return new ConfigError([{ key, text: `cannot listen on ${host}:${port} (${reason(error)}): ${cure}` }]);
}
