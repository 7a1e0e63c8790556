/** The last step of the build: puts the bot's texts beside the compiled code, as they lie beside its source. */
import { copyFileSync, readdirSync } from "node:fs";

const [from, to] = ["../src/texts/", "../dist/texts/"].map((folder) => new URL(folder, import.meta.url));
for (const name of readdirSync(from).filter((one) => one.endsWith(".ftl")))
  copyFileSync(new URL(name, from), new URL(name, to));
