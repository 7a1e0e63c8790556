/** `anteroom doctor` in the test's own process. */
import { loadConfig } from "../../../src/config/load.ts";
import { doctor } from "../../../src/doctor/doctor.ts";
import type { Cure, Outcome } from "../../../src/doctor/finding.ts";

export interface Check {
  readonly name: string;
  readonly outcome: Outcome;
  readonly text: string;
  readonly cure?: Cure;
}

export interface Diagnosis {
  readonly status: number;
  readonly server: { readonly name: string; readonly version: string | null } | null;
  readonly checks: readonly Check[];
  /** The check of that name. Throws where there is none. */
  check(name: string): Check;
  /** The names of the checks with that outcome. */
  names(outcome: Outcome): readonly string[];
}

export interface Patient {
  readonly server?: { readonly componentUrl: string };
  readonly database?: { readonly url: string; readonly schema: string };
  readonly env?: Readonly<Record<string, string>>;
}

/** Nothing listens there. Of the server, the second tells nothing by what is installed on this machine. */
const NOWHERE = "127.0.0.1:1";
const NO_SERVER = "xmpp://127.0.0.2:1";

export async function diagnose(patient: Patient): Promise<Diagnosis> {
  let text = "";
  const config = loadConfig({ env: patientEnv(patient), cwd: "/nonexistent" });
  const out = (more: string) => {
    text += more;
  };
  const status = await doctor(config, { json: true }, out, "/nonexistent");
  const { server: software, checks } = JSON.parse(text) as Pick<Diagnosis, "server" | "checks">;
  return {
    status,
    server: software,
    checks,
    check(name) {
      const found = checks.find((one) => one.name === name);
      if (found === undefined) throw new Error(`there is no check ${name}: ${text}`);
      return found;
    },
    names: (outcome) => checks.filter((one) => one.outcome === outcome).map(({ name }) => name),
  };
}

/** The settings; for a process of its own, too. */
export function patientEnv({ server, database, env }: Patient): Readonly<Record<string, string>> {
  return {
    ANTEROOM_XMPP_URL: server?.componentUrl ?? NO_SERVER,
    ANTEROOM_XMPP_DOMAIN: "help.localhost",
    ANTEROOM_XMPP_SECRET: "secret",
    ANTEROOM_DATABASE_URL: database?.url ?? `postgresql://nobody@${NOWHERE}/nothing`,
    ANTEROOM_DATABASE_SCHEMA: database?.schema ?? "anteroom",
    ANTEROOM_OPS_LISTEN: "127.0.0.1:0",
    ...env,
  };
}
