/** Signing out, where a reader looks for it: on the page of their host. No lab is started for it. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../src/cli/site-build.ts';
import { type SharedServer, startSharedServer } from '../adversarial/door/shared-server.ts';
import { openLoginLink } from '../fixtures/open-login-link.ts';
import { findBarriers } from './harness/accessibility.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from './harness/browser.ts';
import { whoIsSignedOut } from './harness/faults.ts';
import { pictureFailures } from './harness/journey.ts';
import { sidewaysPixels } from './harness/layout.ts';

describe.skipIf(whyNoBrowser() !== undefined)('signing out', () => {
  let shared: SharedServer;
  let browser: Browser;
  let reader: Reader;
  let page: Page;

  pictureFailures(() => page);
  beforeAll(async () => {
    await buildSite(() => undefined);
    shared = await startSharedServer({ siteDir: () => siteDir });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shared?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    reader = await openReader(browser);
    page = reader.page;
  });
  afterEach(async () => {
    await reader[Symbol.asyncDispose]();
    await shared.at.request('/api/sign-ins', { method: 'DELETE', socket: true });
    expect(reader.faults.list).toEqual([]);
  });
  const signIn = (on: Page) => openLoginLink(on, shared.at.server.mintLoginUrl());
  const open = (path: string, on = page) => on.goto(`${shared.at.server.url}${path}`);
  const key = (on: Page) => on.evaluate(() => localStorage.getItem('drydock:sign-in'));
  const signOut = (on: Page) => on.getByRole('button', { name: 'Sign out', exact: true });
  const signIns = async () => (await shared.at.request('/api/sign-ins', { socket: true })).json();

  test('case 199: of this browser: the page says so, the key is gone from it, and other tabs hear of it', async () => {
    reader.faults.expect(whoIsSignedOut);
    await signIn(page);
    await open('/start/');
    const tab = await page.context().newPage();
    await open('/host/', tab);
    await signOut(tab).click();
    await tab.getByText('This browser is signed out.').waitFor();
    expect(await tab.evaluate(() => document.activeElement?.textContent)).toContain('signed out');
    expect(await key(tab)).toBeNull();
    expect(await signIns()).toEqual([]);
    expect(await findBarriers(tab)).toEqual([]);
    await page.locator('drydock-lab').getByText('npx drydock open').filter({ visible: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Start lab' }).isDisabled()).toBe(true);
    await signIn(tab);
    await open('/host/', tab);
    await signOut(tab).waitFor();
  });

  test('case 199: of another browser, one of several and all of them', async () => {
    await signIn(page);
    const others = [await openReader(browser), await openReader(browser), await openReader(browser)];
    for (const other of others) {
      other.faults.expect(whoIsSignedOut);
      await signIn(other.page);
      await open('/start/', other.page);
    }
    await open('/host/');
    const list = page.locator('.dd-browsers li');
    await list.nth(2).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await list.first().getByRole('button').click();
    await list.nth(2).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Other browsers');
    await page.getByRole('button', { name: 'Sign out all of them' }).click();
    await page.getByText('No other browser is signed in.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await signIns()).toHaveLength(1);
    for (const other of others) {
      await other.page.reload();
      const lab = other.page.locator('drydock-lab');
      await lab.getByText('npx drydock open').filter({ visible: true }).waitFor();
      await other[Symbol.asyncDispose]();
    }
    await signOut(page).waitFor();
  });

  test('what a reader predicted is not handed to whoever signs in next; what nobody did, to the first', async () => {
    reader.faults.expect(whoIsSignedOut);
    const [ann, ben] = [await shared.moveIn('ann'), await shared.moveIn('ben')];
    const choice = page.locator('drydock-predict input').first();
    const predictedBy = async (as: typeof ann) => {
      const progress = (await shared.at.request('/api/progress', { as })).json();
      return Object.keys((progress as { predictions: object }).predictions);
    };
    await open('/start/');
    await choice.check();
    await openLoginLink(page, ann.loginUrl());
    await open('/start/');
    await expect.poll(() => predictedBy(ann)).toEqual(['start/sets']);
    expect(await choice.isChecked()).toBe(true);

    const tab = await page.context().newPage();
    await openLoginLink(tab, ben.loginUrl());
    await tab.close();
    await expect.poll(() => choice.isChecked()).toBe(false);
    await page.locator('drydock-lab').getByRole('button', { name: 'Start lab' }).waitFor();
    await open('/start/');
    await page.locator('drydock-lab').getByRole('button', { name: 'Start lab' }).waitFor();
    expect(await choice.isChecked()).toBe(false);
    expect(await predictedBy(ben)).toEqual([]);

    await openLoginLink(page, ann.loginUrl());
    await open('/start/');
    await expect.poll(() => choice.isChecked()).toBe(true);
  });

  test.each([
    ['wide', 1440, 'light'],
    ['a phone', 360, 'light'],
    ['a phone', 360, 'dark'],
    ['wide', 1440, 'dark'],
  ] as const)(
    'case 199: is laid out on %s (%i pixels, %s): no barrier, nothing sideways',
    async (_, width, colorScheme) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await signIn(page);
      await using other = await openReader(browser);
      await signIn(other.page);
      await open('/host/');
      await page.locator('.dd-browsers li').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(await sidewaysPixels(page)).toBe(0);
    },
  );

  test('case 199: is told where it could not be done, and then the browser is still signed in', async () => {
    reader.faults.expect(/500|Failed to load/);
    await signIn(page);
    const list = Promise.withResolvers<void>();
    await page.route('**/api/sign-ins', async (route) => {
      await list.promise;
      await route.continue();
    });
    await open('/host/');
    await page.route('**/api/sign-in', (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({
            status: 507,
            json: { error: { code: 'disk-full', title: 'The disk is full', message: 'The disk is full.' } },
          })
        : route.continue(),
    );
    await signOut(page).click();
    const told = page.locator('[data-sign-in-error]').getByText('The disk is full').first();
    await told.waitFor();
    expect(await key(page)).not.toBeNull();
    // The list of browsers, which comes late, takes nothing away that was said of something else.
    list.resolve();
    await page.locator('[data-others]').waitFor();
    expect(await told.isVisible()).toBe(true);
    await signOut(page).waitFor();
  });
});
