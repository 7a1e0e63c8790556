/** The system's Chromium, without a window. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { temporaryFolder } from "../../unit/config/temporary-folder.ts";

export interface ChromiumOptions {
  /** As a person sets it who lets no page store anything, or no page inside a page of another site. */
  readonly storage?: "blocked" | "blocked for others";
}

const launching = () => ({
  executablePath: programOnPath("chromium"),
  // Debian's package has the sandbox for users; root has none.
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  // A page that people come back to by the browser's button is kept, as it is outside tests.
  ignoreDefaultArgs: ["--disable-back-forward-cache"],
});

/** One browser for several people: each has a context of their own. */
export function startChromiumForMany(): Promise<Browser> {
  return chromium.launch(launching());
}

/** One browser with a profile of its own: tabs that it opens are of one person. */
export async function startChromium({
  storage,
}: ChromiumOptions = {}): Promise<BrowserContext & AsyncDisposable> {
  const profile = {
    default_content_setting_values: { cookies: storage === "blocked" ? 2 : 1 },
    // 0: none of them, 1: those of other sites
    cookie_controls_mode: storage === "blocked for others" ? 1 : 0,
    block_third_party_cookies: storage === "blocked for others",
  };
  const folder = await temporaryFolder({ "Default/Preferences": JSON.stringify({ profile }) });
  const context = await chromium.launchPersistentContext(folder.path, launching());
  return Object.assign(context, {
    async [Symbol.asyncDispose]() {
      await context.close();
      await folder[Symbol.asyncDispose]();
    },
  });
}

function programOnPath(name: string): string {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const program = join(folder, name);
    try {
      accessSync(program, constants.X_OK);
      return program;
    } catch {}
  }
  throw new Error(`${name} is not installed: apt-get install ${name}`);
}
