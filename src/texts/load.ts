/** Loads the bot's texts: the shipped ones, and the files of `bot.texts`, which override them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, type Problem, quoted } from "../ops/problem.ts";
import { reason } from "../ops/reason.ts";
import { problemsOf } from "./check.ts";
import { type BotLanguage, LANGUAGES } from "./language.ts";
import { createTexts, type Texts } from "./say.ts";

export interface TextSettings {
  readonly language: BotLanguage;
  /** The folder of files that override texts. */
  readonly texts: string | undefined;
}

/** Loads and checks the texts. Throws a `ConfigError` with a problem for each mistake in the files. */
export function loadTexts({ language, texts: folder }: TextSettings): Texts {
  if (folder === undefined) return createTexts({ language });
  const overrides = new Map<BotLanguage, string>();
  const problems: Problem[] = [];
  const wrong = (text: string, source = folder): number => problems.push({ key: "bot.texts", text, source });
  try {
    // Other files in the folder, such as notes or an editor's copies, are ignored.
    const files = readdirSync(folder).filter((name) => name.endsWith(".ftl"));
    if (files.length === 0) wrong(`contains no file of texts, such as ${LANGUAGES[0]}.ftl`);
    for (const name of files.sort()) {
      const path = join(folder, name);
      const lang = LANGUAGES.find((one) => `${one}.ftl` === name);
      if (lang === undefined) {
        wrong(
          `${quoted(name)} is not named after a language that the bot speaks: ${LANGUAGES.join(", ")}`,
          path,
        );
        continue;
      }
      const file = readFileSync(path, "utf8").replace(/^\ufeff/, "");
      for (const { text, line } of problemsOf(file)) wrong(text, `${path}:${line}`);
      overrides.set(lang, file);
    }
  } catch (error) {
    wrong(`cannot be read: ${reason(error)}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return createTexts({ language, overrides });
}
