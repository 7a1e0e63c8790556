/** The servers of a bench: Prosody with a component's place for each domain, and PostgreSQL as it is out of the box. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { runAnteroom, type Surroundings } from "./contenders.ts";
import { Databases } from "./databases.ts";
import { type NativeProsody, startProsody } from "./from-src.ts";
import { Load } from "./load/load.ts";
import { describeMachine, type Machine } from "./machine.ts";

export const LOAD_DOMAIN = "load.localhost";

export interface ServersOptions {
  readonly folder: string;
  /** The components' domains, beside `LOAD_DOMAIN`. */
  readonly domains: readonly string[];
  /** Whether Prosody has a MUC service. */
  readonly muc?: boolean;
  /** Folder for profiles; statements are counted then, too. */
  readonly profile?: string | undefined;
}

export class Servers implements AsyncDisposable {
  readonly prosody: NativeProsody;
  readonly databases: Databases;
  readonly around: Surroundings;

  private constructor(prosody: NativeProsody, databases: Databases, around: Surroundings) {
    this.prosody = prosody;
    this.databases = databases;
    this.around = around;
  }

  static async start({ folder, domains, muc = false, profile }: ServersOptions): Promise<Servers> {
    const secret = randomBytes(16).toString("hex");
    const prosody = await startProsody({
      folder: join(folder, "prosody"),
      components: Object.fromEntries([LOAD_DOMAIN, ...domains].map((domain) => [domain, { secret }])),
      muc,
    });
    const databases = await Databases.start({
      folder: join(folder, "postgres"),
      password: secret,
      counting: profile !== undefined,
    });
    return new Servers(prosody, databases, {
      folder,
      secret,
      componentPort: prosody.componentPort,
      database: (name) => databases.url(name),
      profile,
    });
  }

  /** Makes an empty database of Anteroom's schema. */
  async prepare(name: string): Promise<void> {
    await this.databases.create(name);
    await runAnteroom("migrate", name, this.around);
  }

  /** People of `LOAD_DOMAIN` who write to others. */
  load(people: number): Promise<Load> {
    const { componentPort: port, secret } = this.around;
    return Load.start({ port, domain: LOAD_DOMAIN, secret, people });
  }

  async machine(versions: Readonly<Record<string, string>> = {}): Promise<Machine> {
    const { server_version: postgresql = "" } = await this.databases.settings("server_version");
    return describeMachine({ prosody: this.prosody.version, postgresql, ...versions });
  }

  /** Settings of the database that decide what a commit costs. */
  durability(): Promise<Readonly<Record<string, string>>> {
    return this.databases.settings("fsync", "synchronous_commit", "full_page_writes");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.databases[Symbol.asyncDispose]();
    await this.prosody[Symbol.asyncDispose]();
  }
}
