/** Does what `doctor` prints, as a deployer does. */
import { expect } from "vitest";
import { parse } from "yaml";
import type { Cure } from "../../../src/doctor/finding.ts";
import { diagnose } from "./doctor.ts";

export const SECRET = "a long secret";

export type Env = Readonly<Record<string, string>>;

/** A server whose file can be changed. */
export interface Mendable {
  /** A loopback address. */
  readonly host: string;
  /** Changes the file as the lines say. `secret` is xmpp.secret, which they do not show. */
  put(lines: readonly string[], secret: string): void;
  /** Has the server read the file. Rejects where it cannot. */
  restart(): Promise<void>;
}

/**
 * Does what is printed for a check until it does not fail. Gives what was printed, turn by turn. `only`: where the lines are
 * a choice, the place of those that are taken.
 */
export async function mend(
  server: Mendable,
  software: "prosody" | "ejabberd",
  check: string,
  env: Env,
  only?: "anteroom" | "server",
): Promise<readonly Cure[]> {
  const cures: Cure[] = [];
  let settings: Env = { ANTEROOM_XMPP_SECRET: SECRET, ANTEROOM_XMPP_DOMAIN: "help.shop.example", ...env };
  for (;;) {
    const { checks } = await diagnose({ env: settings });
    const found = checks.find(({ name }) => name === check);
    if (found?.outcome !== "failure") {
      expect(checks.find(({ name }) => name === "handshake")?.outcome).toBe("ok");
      return cures;
    }
    const { cure = {} } = found;
    // Whoever is told the same again has been told nothing.
    expect(cures).not.toContainEqual(cure);
    cures.push(cure);
    if (only !== "server") settings = withLines(settings, cure.anteroom);
    const lines = only === "anteroom" ? undefined : cure[software];
    if (lines !== undefined) {
      server.put(lines, SECRET);
      await server.restart();
    }
  }
}

/** The settings, with what the lines for Anteroom say. */
function withLines(env: Env, lines: readonly string[] = []): Env {
  const sections: Readonly<Record<string, Env>> = parse(lines.join("\n")) ?? {};
  const given = Object.entries(sections).flatMap(([section, keys]) =>
    Object.entries(keys).map(([key, value]) => [`ANTEROOM_${section}_${key}`.toUpperCase(), value]),
  );
  return { ...env, ...Object.fromEntries(given) };
}

export const at = ({ host }: Pick<Mendable, "host">, port = 5347): Env => ({
  ANTEROOM_XMPP_URL: `xmpp://${host}:${port}`,
});

export const rooms = (server: Pick<Mendable, "host">, muc: string): Env => ({
  ...at(server),
  ANTEROOM_ROOMS_SERVICE: muc,
});
