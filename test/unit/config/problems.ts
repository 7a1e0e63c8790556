import { loadConfig, type Sources } from "../../../src/config/load.ts";
import type { Section } from "../../../src/config/settings.ts";
import { ConfigError } from "../../../src/ops/problem.ts";

/** The required settings, so that a test's own problem is the only one. */
export const required = {
  ANTEROOM_XMPP_DOMAIN: "help.example.org",
  ANTEROOM_XMPP_SECRET: "correct horse",
  ANTEROOM_DATABASE_URL: "postgresql://anteroom:hunter2@127.0.0.1/anteroom",
};

/** The lines that an operator would see; none where all is well. Any other error is thrown on. */
export function problemsOf(sources: Partial<Sources>, wanted?: readonly Section[]): readonly string[] {
  const all = { env: required, cwd: "/nonexistent", ...sources };
  try {
    if (wanted === undefined) loadConfig(all);
    else loadConfig(all, wanted);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
}
