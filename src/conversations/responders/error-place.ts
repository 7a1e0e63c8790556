/** Where in a module of an author's an error comes from. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Our own folder. An error that a frame of it throws is looked for in the frame that called it. */
const OWN = new URL("..", import.meta.url).href;
const CHILD_MS = 10_000;

/**
 * File and line, as `/srv/responders/task.js:12`, of what went wrong while the module at `url` was loaded;
 * `undefined` where that cannot be told.
 */
export async function errorPlace(error: unknown, url: URL): Promise<string | undefined> {
  if (!(error instanceof Error)) return undefined;
  const stack = error.stack ?? "";
  return (
    headPlace(stack) ?? framePlace(stack) ?? (error instanceof SyntaxError ? syntaxPlace(url) : undefined)
  );
}

/** In some cases Node puts the place above an error of syntax or linking. */
function headPlace(text: string): string | undefined {
  return placed(/^((?:file:\/\/)?\/.+:\d+)$/m.exec(text.split("\n    at ", 1)[0] ?? "")?.[1]);
}

/** The first line of the stack that is neither Node's nor ours nor a package's. */
function framePlace(stack: string): string | undefined {
  const frames = stack.matchAll(/^ {4}at (?:.* \()?((?:file:\/\/)?\/.+:\d+):\d+\)?$/gm);
  for (const [, frame = ""] of frames) {
    if (!frame.startsWith(OWN) && !frame.includes("/node_modules/")) return placed(frame);
  }
  return undefined;
}

/**
 * Node writes the place of a syntax error in an ES module to standard error only, when the process ends. So we link the
 * module in a child process, which exits before any of its code is evaluated.
 */
async function syntaxPlace({ href }: URL): Promise<string | undefined> {
  const code = `import "data:text/javascript,process.exit(0)"; import ${JSON.stringify(href)};`;
  const args = [...process.execArgv, "--input-type=module", "--eval", code];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: CHILD_MS }, (_, __, told) => resolve(headPlace(told)));
  });
}

function placed(place: string | undefined): string | undefined {
  if (place === undefined || !place.startsWith("file:")) return place;
  const colon = place.lastIndexOf(":");
  return `${fileURLToPath(place.slice(0, colon))}${place.slice(colon)}`;
}
