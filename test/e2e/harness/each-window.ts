/** What a page has to be in each window that people have: whole, within its width, and readable in both colours. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { root } from '../../../src/cli/root.ts';
import { findBarriers } from './accessibility.ts';
import { sidewaysPixels } from './layout.ts';

const windows = [
  { width: 1440, scheme: 'light' },
  { width: 1024, scheme: 'dark' },
  { width: 360, scheme: 'light' },
  { width: 360, scheme: 'dark' },
] as const;

export interface EachWindow {
  /** Of `test-results`: where pictures go. None are taken without it, and none where CI is set, since nobody looks there. */
  readonly pictures?: string;
  readonly fullPage?: boolean;
  /** Is done in each window before it is looked at. */
  readonly ready?: () => Promise<unknown>;
}

/**
 * Looks at the page as it is now in each window: axe finds nothing, and nothing goes beyond the window. In the dark axe is
 * asked about colours alone, since nothing else is otherwise then. Leaves the window as it was, in the light.
 */
export async function expectWellInEachWindow(
  page: Page,
  what: string,
  { pictures, fullPage = false, ready }: EachWindow = {},
): Promise<void> {
  const before = page.viewportSize();
  const folder = pictures !== undefined && process.env['CI'] === undefined ? pictures : undefined;
  if (folder !== undefined) mkdirSync(join(root, 'test-results', folder), { recursive: true });
  for (const { width, scheme } of windows) {
    const where = `${what}-${width}-${scheme}`;
    await turn(page, scheme);
    await page.setViewportSize({ width, height: 900 });
    await ready?.();
    expect.soft(await findBarriers(page, { coloursAlone: scheme === 'dark' }), where).toEqual([]);
    expect.soft(await sidewaysPixels(page), `${where}, sideways`).toBe(0);
    if (folder !== undefined)
      await page.screenshot({ path: join(root, 'test-results', folder, `${where}.png`), fullPage });
  }
  await turn(page, 'light');
  if (before !== null) await page.setViewportSize(before);
}

/** As the system says it and as the page's own switch does: pages follow the second once they are loaded. */
async function turn(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate((theme) => document.documentElement.setAttribute('data-theme', theme), scheme);
}
