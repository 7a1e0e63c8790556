/** How pages look, and whether everybody can use them: at two widths, light and dark, each with a picture to look at. */
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Git ignores it. */
const PICTURES = fileURLToPath(new URL("../../../test-pictures/", import.meta.url));
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];
const SCHEMES = ["light", "dark"] as const;
/** What counts as good (Cumulative Layout Shift). */
const MOST_SHIFT = 0.1;

declare global {
  interface Window {
    axe: { run(options: { runOnly: readonly string[] }): Promise<AxeResults> };
    /** Sum of what moved without an act of the person. */
    shift: number;
  }
}

/** Takes the page's picture in all variants, and expects no violation of WCAG 2 A and AA in any. */
export async function look(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const before = page.viewportSize();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${PICTURES}${name}-${size.width}-${colorScheme}.png` });
      expect(await violations(page), `${name}, ${size.width} px, ${colorScheme}`).toEqual([]);
      expect(await sideways(page), `${name} is wider than ${size.width} px by`).toBe(0);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (before !== null) await page.setViewportSize(before);
}

async function violations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await readFile(AXE, "utf8"));
  const found = await page.evaluate((runOnly) => window.axe.run({ runOnly }), WCAG);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}

/** By how much the page can be scrolled sideways. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** From the next load on. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        hadRecentInput: boolean;
        value: number;
      })[])
        if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
}

export async function expectNoShift(page: Page): Promise<void> {
  expect(await page.evaluate(() => window.shift)).toBeLessThan(MOST_SHIFT);
}
