/**
 * A step of the build: copies what is no TypeScript to its place beside the compiled code: the bot's texts, and the
 * pages and styles of the sample web application.
 */
import { cpSync, statSync } from "node:fs";

const copy = (from, to, kinds) =>
  cpSync(new URL(`../${from}`, import.meta.url), new URL(`../dist/${to}`, import.meta.url), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || kinds.test(path),
  });

copy("src/texts", "texts", /\.ftl$/);
copy("examples/webapp/pages", "examples/webapp/pages", /\.(html|css|svg)$/);
