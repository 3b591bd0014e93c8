/** Commands of the prose are copied over plain HTTP too, from another machine: a page has no clipboard there. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../src/cli/site-build.ts';
import {
  asFromAnotherMachine,
  openBrowser,
  openReader,
  type Reader,
  whyNoBrowser,
} from './harness/browser.ts';
import { serveFolder } from './harness/static-host.ts';

describe.skipIf(whyNoBrowser())('Copy, where a page has no clipboard', () => {
  let site: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;
  let reader: Reader;
  let page: Page;

  beforeAll(async () => {
    await buildSite(() => undefined);
    site = await serveFolder(siteDir);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    reader = await openReader(browser);
    page = reader.page;
    await page.goto(`${site.url.replace('127.0.0.1', asFromAnotherMachine)}/start/`);
    expect(await page.evaluate(() => 'clipboard' in navigator)).toBe(false);
  });
  afterEach(() => reader[Symbol.asyncDispose]());

  /** What the key that pastes puts into the box of the search. */
  async function pasted(): Promise<string> {
    await page.keyboard.press('/');
    const box = page.getByRole('dialog', { name: 'Search the book' }).getByRole('textbox');
    await box.fill('');
    await box.press('Control+V');
    return box.inputValue();
  }
  const said = () => page.locator('#dd-live').textContent();

  test('a command is copied, and that is shown and said; the button keeps the focus', async () => {
    const exchange = page.locator('.dd-exchange').first();
    const command = await exchange.locator('.dd-command code').textContent();
    const button = exchange.locator('[data-do="copy"]');
    await button.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => button.textContent()).toBe('Copied');
    expect(await said()).toBe('Copied.');
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await pasted()).toBe(command?.replaceAll('\n', ''));
  });

  test('a file is copied, and that is said', async () => {
    const file = page
      .locator('figure')
      .filter({ has: page.locator('.copy button') })
      .first();
    await file.hover();
    await file.locator('.copy button').click();
    await file.getByText('Copied!').waitFor();
    const first = await file.locator('pre .ec-line').first().textContent();
    expect(await pasted()).toContain(first?.trim());
  });

  test('where that is refused too, the command is selected and the key is named', async () => {
    await page.evaluate(() => {
      document.execCommand = () => false;
    });
    const exchange = page.locator('.dd-exchange').first();
    await exchange.locator('[data-do="copy"]').click();
    await exchange.getByText('Press Ctrl+C').waitFor();
    expect(await said()).toContain('Press Ctrl+C');
    await page.keyboard.press('Control+C');
    expect(await pasted()).toBe(
      (await exchange.locator('.dd-command code').textContent())?.replaceAll('\n', ''),
    );
  });
});
