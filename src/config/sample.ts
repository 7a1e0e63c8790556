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
  let open: readonly string[] = [];
  for (const key of keys) {
    const maps = key.split(".").slice(0, -1);
    for (const [depth, name] of maps.entries()) {
      if (open[depth] === name) continue;
      if (depth === 0) lines.push("");
      lines.push(`${"  ".repeat(depth)}${name}:`);
    }
    open = maps;
    const indent = "  ".repeat(maps.length);
    const word = key.slice(key.lastIndexOf(".") + 1);
    lines.push(...comment(textOf(key), presence(key), indent), `${indent}${entry(key, word)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The README's table of settings. */
export function settingsTable(): string {
  const rows = keys.map((key) => `| \`${key}\` | ${shown(key)} | ${textOf(key)} |`);
  return ["| key | default | meaning |", "|---|---|---|", ...rows].join("\n");
}

const textOf = (key: Key): string => `${row(key).text}${row(key).live ? "; read anew on SIGHUP" : ""}`;

const row = (key: Key): Setting<unknown> => settings[key];

function entry(key: Key, word: string): string {
  const { default: preset, example } = row(key);
  if (preset === undefined) return example === undefined ? `# ${word}:` : `${word}: ${example}`;
  if (typeof preset === "function") return `# ${word}:`;
  return `# ${word}: ${written(preset)}`;
}

function presence(key: Key): string {
  const { default: preset, shown: said, like } = row(key);
  if (like !== undefined) return `default: ${like}`;
  if (preset === undefined) return `required; or ${variableOf(key)}`;
  return said === undefined ? "" : `default: ${said}`;
}

function shown(key: Key): string {
  const { default: preset, shown: said, like } = row(key);
  if (like !== undefined) return `\`${like}\``;
  if (preset === undefined) return "required";
  return said ?? `\`${written(preset)}\``;
}

/** A value as one line of YAML, with no more quotes than it needs. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, content]) => `${name}: ${written(content)}`)
    .join(", ")}}`;
}

/** A comment, wrapped to the width of the file. */
function comment(text: string, addition: string, indent: string): readonly string[] {
  const words = `${text}${addition === "" ? "" : ` (${addition})`}`.split(" ");
  const lines: string[] = [];
  let line = `${indent}#`;
  for (const word of words) {
    if (line.length + word.length > 98) {
      lines.push(line);
      line = `${indent}#`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
