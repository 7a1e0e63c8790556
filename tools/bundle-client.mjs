/**
 * A step of the build: puts `anteroom/client` into one file that pages can load, `dist/gateway/client/index.js`, or
 * into the file that is named.
 */
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

await build({
  input: at("src/gateway/client/index.ts"),
  platform: "browser",
  tsconfig: false,
  logLevel: "warn",
  transform: { target: "es2022" },
  output: {
    file: process.argv[2] ?? at("dist/gateway/client/index.js"),
    format: "esm",
    minify: true,
    sourcemap: true,
  },
});
