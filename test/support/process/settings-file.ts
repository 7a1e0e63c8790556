/** A file of settings that a test writes anew while Anteroom runs. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnteroomProcess } from "./anteroom-process.ts";
import { disposeWithTest } from "./lifetime.ts";

export interface SettingsFile {
  /** The setting that makes `serve` read it. */
  readonly env: Readonly<Record<string, string>>;
  write(settings: object | string): Promise<void>;
  /** Writes it and has Anteroom read it anew, with success. */
  reload(anteroom: AnteroomProcess, settings: object): Promise<void>;
  /** Writes it and has Anteroom refuse it. */
  refused(anteroom: AnteroomProcess, settings: object | string): Promise<void>;
}

/** JSON is YAML, too. */
export async function settingsFile(first: object): Promise<SettingsFile> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-settings-"));
  const path = join(folder, "anteroom.yaml");
  const write = (settings: object | string) =>
    writeFile(path, typeof settings === "string" ? settings : JSON.stringify(settings));
  await write(first);
  const asked = async (anteroom: AnteroomProcess, settings: object | string, answer: string) => {
    await write(settings);
    anteroom.signal("SIGHUP");
    await anteroom.logs(answer);
  };
  return disposeWithTest({
    env: { ANTEROOM_CONFIG: path },
    write,
    reload: (anteroom: AnteroomProcess, settings: object) =>
      asked(anteroom, settings, "the configuration was read anew"),
    refused: (anteroom: AnteroomProcess, settings: object | string) =>
      asked(anteroom, settings, "the configuration was not taken over"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  });
}
