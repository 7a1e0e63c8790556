/** The last step of the build: copies the bot's texts to the place beside the compiled code where they lie beside the source. */
import { copyFileSync, readdirSync } from "node:fs";

const [from, to] = ["../src/texts/", "../dist/texts/"].map((folder) => new URL(folder, import.meta.url));
for (const name of readdirSync(from).filter((one) => one.endsWith(".ftl")))
  copyFileSync(new URL(name, from), new URL(name, to));
