import { type Key, keys, type Setting, settings, variableOf } from "./settings.ts";

/**
 * The documents generated from the table of settings: the sample file and the README's table. A test compares them with
 * the files in the repository, so that those cannot become outdated.
 */
export function sampleFile(): string {
  const lines = [
    "# Anteroom's settings: every key with its default. Generated from src/config/settings.ts.",
    "# An environment variable overrides each key: ANTEROOM_XMPP_SECRET overrides xmpp.secret, and",
    "# ANTEROOM_XMPP_SECRET_FILE names a file to read it from.",
    '# Durations are "90s", "30m", "12h", "7d", or 0.',
  ];
  let section = "";
  for (const key of keys) {
    const [head = "", ...rest] = key.split(".");
    if (head !== section) lines.push("", `${head}:`);
    section = head;
    lines.push(...comment(settings[key].text, presence(key)), `  ${entry(key, rest.join("."))}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The README's table of settings. */
export function settingsTable(): string {
  const rows = keys.map((key) => `| \`${key}\` | ${shown(key)} | ${settings[key].text} |`);
  return ["| key | default | meaning |", "|---|---|---|", ...rows].join("\n");
}

const row = (key: Key): Setting<unknown> => settings[key];

function entry(key: Key, word: string): string {
  const { default: preset, example } = row(key);
  if (preset === undefined) return example === undefined ? `# ${word}:` : `${word}: ${example}`;
  if (typeof preset === "function") return `# ${word}:`;
  return `# ${word}: ${typeof preset === "string" ? preset : JSON.stringify(preset)}`;
}

function presence(key: Key): string {
  const { default: preset, shown: said } = row(key);
  if (preset === undefined) return `required; or ${variableOf(key)}`;
  return said === undefined ? "" : `default: ${said}`;
}

function shown(key: Key): string {
  const { default: preset, shown: said } = row(key);
  if (preset === undefined) return "required";
  return said ?? `\`${typeof preset === "string" ? preset : JSON.stringify(preset)}\``;
}

/** A comment, wrapped to the width of the file. */
function comment(text: string, addition: string): readonly string[] {
  const words = `${text}${addition === "" ? "" : ` (${addition})`}`.split(" ");
  const lines: string[] = [];
  let line = "  #";
  for (const word of words) {
    if (line.length + word.length > 98) {
      lines.push(line);
      line = "  #";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
