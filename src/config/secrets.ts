import { type Config, keys, type Setting, settings } from "./settings.ts";
import { settingOf } from "./tree.ts";

/** The values that no log line may contain: those of secret settings, and the passwords in their URLs. */
export function secretsOf(config: Partial<Config>): readonly string[] {
  const found = keys
    .filter((key) => (settings[key] as Setting<unknown>).secret)
    .flatMap((key) => {
      const value = settingOf(config, key);
      return typeof value === "string" ? [value, ...passwordOf(value)] : [];
    });
  return [...new Set(found)];
}

/** The password as the URL spells it, and decoded. */
function passwordOf(value: string): readonly string[] {
  const password = URL.canParse(value) ? new URL(value).password : "";
  if (password === "") return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
