/** Secrets, passwords and ports, which the demo keeps from one start to the next beside the servers' own data. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export interface Memory {
  readonly componentSecret: string;
  readonly databasePassword: string;
  /** Passwords by user name. */
  readonly accounts: Readonly<Record<string, string>>;
  /** The ports of the last run. They are used again if they are free, since an IM client remembers them. */
  readonly ports: {
    readonly c2s: number;
    readonly component: number;
    readonly ops: number;
    readonly gateway: number;
    readonly webapp: number;
  };
  /** Verifies the logins of the sample web application. */
  readonly loginSecret: string;
  /** Signs the cookies of the sample web application. */
  readonly sessionSecret: string;
}

/** Passwords are short enough to type, and no two of the 31 letters look alike. Ten of them hold 50 bits. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const LENGTH = 10;

export async function remember(file: string): Promise<Memory> {
  const memory: Memory = {
    componentSecret: secret(),
    databasePassword: secret(),
    accounts: { alice: password(), bob: password() },
    // the usual ports of IM clients, components, Prometheus and web applications
    ports: { c2s: 5222, component: 5347, ops: 9090, gateway: 8081, webapp: 8080 },
    loginSecret: secret(),
    sessionSecret: secret(),
  };
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text !== undefined) {
    // A demo of an earlier version kept less.
    const kept: Partial<Memory> = JSON.parse(text);
    return { ...memory, ...kept, ports: { ...memory.ports, ...kept.ports } };
  }
  await mkdir(dirname(file), { recursive: true });
  await keep(file, memory);
  return memory;
}

/** Writes the file, readable only for its owner since it holds secrets. */
export async function keep(file: string, memory: Memory): Promise<void> {
  await writeFile(file, `${JSON.stringify(memory, undefined, 2)}\n`, { mode: 0o600 });
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}

function password(): string {
  return [...randomBytes(LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}
