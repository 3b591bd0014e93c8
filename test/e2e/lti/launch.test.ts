/** A launch in Chromium, with the cookies of other sites blocked: in a frame of a course, and in a tab of its own. */
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../fixtures/chromium.ts';
import { type Classroom, openClassroom } from '../../fixtures/lti/classroom.ts';
import { instructor } from '../../fixtures/lti/platform.ts';
import { lab } from '../../fixtures/sessions/room.ts';
import { findBarriers } from '../harness/accessibility.ts';
import { chromiumArguments, whyNoBrowser } from '../harness/browser.ts';

describe.skipIf(whyNoBrowser())('a launch in a browser', () => {
  let browser: Browser;
  let room: Classroom;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumProgram(),
      args: [...chromiumArguments, '--test-third-party-cookie-phaseout'],
    });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
  });
  afterEach(async () => {
    await page.context().close();
    await room[Symbol.asyncDispose]();
  });
  const open = async (dialect: 'canvas' | 'moodle', where = '') => {
    room = await openClassroom(dialect);
    room.now = new Date();
    room.platform.say({ destination: `lab:${lab}` });
    await page.goto(`${room.platform.origin}/course${where}`);
  };
  const tool = () => page.frameLocator('iframe[name=tool]');
  /** The tab that a click opens. */
  const tabOf = async (click: () => Promise<void>): Promise<Page> => {
    const [tab] = await Promise.all([page.context().waitForEvent('page'), click()]);
    return tab;
  };
  const isSignedIn = (tab: Page) => tab.evaluate(() => localStorage.getItem('drydock:sign-in'));

  test.each(['canvas', 'moodle'] as const)(
    'in a frame of %s ends in a tab that is signed in',
    async (dialect) => {
      await open(dialect);
      const link = tool().getByRole('link', { name: 'Open in its own tab' });
      await link.waitFor();
      const framed = page.frames().find((frame) => frame.name() === 'tool');
      expect(await framed?.evaluate(setsCookie)).toBe(false);
      const tab = await tabOf(() => link.click());
      await tab.waitForURL(`${room.at.server.url}/start/`);
      expect(await isSignedIn(tab)).toContain('"key"');
      expect(await tab.evaluate(() => window.opener)).toBeNull();
      // Cookies of other sites are blocked, and no others.
      expect(await tab.evaluate(setsCookie)).toBe(true);
    },
  );

  test('in a frame that keeps nothing, the platform keeps it', async () => {
    await page.addInitScript(keepNothing);
    await open('canvas');
    await tool().getByRole('heading', { name: /\w/ }).first().waitFor();
    await tool().getByText('want a window of their own').waitFor();
  });

  test('in a frame that keeps nothing, of a platform that keeps nothing either, begins anew in a tab', async () => {
    await page.addInitScript(keepNothing);
    await open('moodle');
    await tool().getByRole('heading', { name: 'This browser keeps nothing for Drydock here' }).waitFor();
    const tab = await tabOf(() => tool().getByRole('link', { name: 'Open in its own tab' }).click());
    await tab.waitForURL(`${room.at.server.url}/start/`);
    expect(await isSignedIn(tab)).toContain('"key"');
  });

  test.each(['canvas', 'moodle'] as const)('in a tab of %s ends there', async (dialect) => {
    await open(dialect, '?embed=no');
    const tab = await tabOf(() => page.getByRole('link', { name: 'Open the tool' }).click());
    await tab.waitForURL(`${room.at.server.url}/start/`);
    expect(await isSignedIn(tab)).toContain('"key"');
  });

  test('its page is shown in no frame of a site that is not registered', async () => {
    await open('canvas');
    room.at.store.removePlatform(room.id);
    await page.reload();
    await page.waitForFunction(
      () => document.querySelector('iframe[name=tool]')?.getAttribute('src') !== null,
    );
    await expect
      .poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-error:')), { timeout: 15_000 })
      .toBe(true);
  });

  test('the login link leads to a place of ours, and nowhere else', async () => {
    room = await openClassroom('canvas');
    const { origin } = room.platform;
    const tabs = ['//evil', `${origin}/course`, '/\\evil/', 'javascript:alert(1)', 'http://[', '/start/?a=1'];
    for (const to of [...tabs, `${room.at.server.url}//${new URL(origin).host}/course`]) {
      const link = new URL(room.at.server.mintLoginUrl());
      await page.goto(`${link.origin}/login?to=${encodeURIComponent(to)}${link.hash}`);
      await page.waitForFunction(
        () => localStorage.getItem('drydock:sign-in') !== null && location.pathname !== '/login',
      );
      expect(new URL(page.url()).origin, to).toBe(room.at.server.url);
    }
  });

  test('its pages have no barriers', async () => {
    await open('canvas', '?embed=no');
    room.platform.say({ deepLinking: true, roles: [instructor] });
    const choose = await tabOf(() => page.getByRole('link', { name: 'Open the tool' }).click());
    await choose.getByRole('button', { name: 'Link it' }).waitFor();
    expect(await findBarriers(choose)).toEqual([]);
    room.platform.say({ roles: [] });
    const refused = await tabOf(() => page.getByRole('link', { name: 'Open the tool' }).click());
    await refused.getByText('neither a learner').waitFor();
    expect(await findBarriers(refused)).toEqual([]);
    const query = new URLSearchParams({
      ticket: room.at.store.mintTicket('register', '', 600_000),
      openid_configuration: `${room.platform.origin}/.well-known/openid-configuration`,
      registration_token: 'registration-1',
    });
    await page.goto(`${room.at.server.url}/lti/register?${query}`);
    await page.getByRole('button', { name: 'Close' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  test('choosing what is linked works in a frame, by keyboard', async () => {
    room = await openClassroom('canvas');
    room.now = new Date();
    room.platform.say({ deepLinking: true, roles: [instructor] });
    await page.goto(`${room.platform.origin}/course`);
    const first = tool().getByRole('radio').first();
    await first.waitFor();
    await first.focus();
    await first.press('Space');
    await first.press('Enter');
    await tool().getByRole('heading', { name: 'Linked' }).waitFor();
    expect(room.platform.linked).toHaveLength(1);
  });
});

function setsCookie(): boolean {
  // biome-ignore lint/suspicious/noDocumentCookie: whether cookies are kept is what is asked
  document.cookie = 'probe=1; SameSite=None; Secure; Path=/';
  return document.cookie.includes('probe=1');
}

/** As a browser that is set so: in a frame, storage throws. */
function keepNothing(): void {
  if (window.top === window) return;
  Object.defineProperty(window, 'localStorage', {
    get() {
      throw new DOMException('denied', 'SecurityError');
    },
  });
}
