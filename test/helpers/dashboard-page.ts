/** The dashboard in a real browser: Debian's Chromium, driven by playwright. */
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { hasTool } from './tools.ts';

/** What the browser is. */
export const browserProgram = 'chromium';

/** Whether there is one. */
export const hasBrowser = hasTool(browserProgram);

/** A browser without a window. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: `/usr/bin/${browserProgram}`, args: ['--no-sandbox'] });

/** What of a page is of no use to some people, as axe finds it: rule and place. */
export async function barriersOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** The views that are looked at. */
export const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 320].map((width) => ({ colorScheme, width, name: `${colorScheme}-${width}` })),
);
