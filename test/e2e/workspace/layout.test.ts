/** How the panels stand in windows of two sizes, and what the reader chose is remembered. */
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers } from '../../fixtures/workspace-harness/barriers.ts';
import { type Harness, openHarness } from '../../fixtures/workspace-harness/harness.ts';
import { type OpenBrowser, openBrowser, shellIsOpen } from '../../fixtures/workspace-harness/open-browser.ts';
import { whyNoBrowser } from '../harness/browser.ts';
import { sidewaysPixels } from '../harness/layout.ts';
import { startLab } from '../harness/workspace.ts';

describe.skipIf(whyNoBrowser())('the panels of the workspace', () => {
  let harness: Harness;
  let browser: OpenBrowser;

  beforeAll(async () => {
    harness = await openHarness();
    browser = await openBrowser(harness, { readable: false });
    await browser.page.click('#open');
    await startLab(browser.page);
    await shellIsOpen(browser.page);
    await browser.page.getByRole('tab', { name: /^X-ray/ }).click();
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await harness?.[Symbol.asyncDispose]();
  });
  afterEach(() => expect(browser.complaints).toEqual([]));

  const sideBySide = () => browser.page.getByRole('button', { name: 'Panels side by side' });
  const xray = () => browser.page.getByRole('tabpanel', { name: 'X-ray' });
  const terminal = () => browser.page.getByRole('region', { name: 'Terminal' });
  const body = () => browser.page.locator('.ws-body');
  const resize = (width: number) => browser.page.setViewportSize({ width, height: 900 });
  const boxOf = async (of: Locator) => {
    const box = await of.boundingBox();
    if (box === null) throw new Error(`${of} has no place`);
    return box;
  };
  const inColumns = () => browser.page.locator('.ws-body[data-arrangement="columns"]').waitFor();
  const stacked = () => browser.page.locator('.ws-body[data-arrangement="stacked"]').waitFor();
  /** Whether the first two containers of the picture stand beside one another. */
  const areBeside = async () => {
    const subjects = xray().locator('.x-subject');
    const [one, other] = [await boxOf(subjects.first()), await boxOf(subjects.nth(1))];
    return one.y === other.y && one.x < other.x;
  };

  test('at 1440 an X-ray has four fifths of the height over the terminal, and nothing else is offered', async () => {
    await resize(1440);
    await stacked();
    const [picture, shell] = [await boxOf(xray()), await boxOf(terminal())];
    expect(picture.height / (picture.height + shell.height)).toBeGreaterThan(0.79);
    expect(await areBeside()).toBe(true);
    expect(await sideBySide().count()).toBe(0);
  });

  test('at 1600 the panels stand side by side where the reader says so, and the text beside them gets narrower', async () => {
    await resize(1600);
    await stacked();
    const before = await boxOf(xray());
    expect(await sideBySide().getAttribute('aria-pressed')).toBe('false');
    await sideBySide().click();
    await inColumns();
    await browser.page.getByRole('tab', { name: /^X-ray/ }).click();
    const [picture, shell, all] = [await boxOf(xray()), await boxOf(terminal()), await boxOf(body())];
    expect(shell.x + shell.width).toBeLessThan(picture.x);
    expect(picture.height).toBeGreaterThan(0.9 * all.height);
    expect(picture.height).toBeGreaterThan(1.3 * before.height);
    expect(await areBeside()).toBe(true);
    // Two names of capabilities fit beside one another.
    const [first, second] = [
      xray().locator('.x-cap[data-level]').nth(4),
      xray().locator('.x-cap[data-level]').nth(5),
    ];
    expect((await boxOf(first)).y).toBe((await boxOf(second)).y);
    expect((await boxOf(browser.page.locator('article'))).width).toBeGreaterThan(400);
    expect(await sidewaysPixels(browser.page)).toBe(0);
    expect(await findBarriers(browser.page)).toEqual([]);
  });

  test('what was chosen is remembered, and taken back', async () => {
    const { page } = browser;
    await page.reload();
    await page.click('#open');
    await inColumns();
    await sideBySide().and(page.locator('[aria-pressed="true"]')).click();
    await stacked();
    await page.reload();
    await page.click('#open');
    await stacked();
    expect(await sideBySide().getAttribute('aria-pressed')).toBe('false');
    await sideBySide().focus();
    await page.keyboard.press('Enter');
    await inColumns();
  });
});
