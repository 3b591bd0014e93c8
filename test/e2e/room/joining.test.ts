/** Joining where something is in the way: another machine by plain HTTP, no storage, a link that is none, an old code. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { showJoinCode } from '../../../src/lab/sessions/join-code.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { agreed } from '../../fixtures/sessions/agreed.ts';
import { type RoomAtWork, type RoomSession, startRoom } from '../../fixtures/sessions/room-at-work.ts';
import {
  asFromAnotherMachine,
  openBrowser,
  openReader,
  type Reader,
  whyNoBrowser,
} from '../harness/browser.ts';
import { expectWellInEachWindow } from '../harness/each-window.ts';
import { whoIsSignedOut } from '../harness/faults.ts';
import { pictureFailures } from '../harness/journey.ts';

describe.skipIf(whyNoBrowser() !== undefined)('joining', () => {
  let room: RoomAtWork;
  let browser: Browser;
  let session: RoomSession;
  let reader: Reader;
  let page: Page;
  const url = (path: string) => `${room.at.server.url}${path}`;
  const fill = async (code: string, name: string) => {
    await page.getByLabel('Code').fill(code);
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Join' }).click();
  };

  const isWell = (what: string) =>
    expectWellInEachWindow(page, what, {
      pictures: 'joining',
      ready: () => page.locator('[data-turn]').scrollIntoViewIfNeeded(),
    });
  const agree = () => page.getByRole('button', { name: 'Agree and join' }).click();

  pictureFailures(() => page);
  beforeAll(async () => {
    await buildSite(() => undefined);
    room = await startRoom({ siteDir: () => siteDir, allowedHosts: [asFromAnotherMachine] });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await room?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    session = await room.makeSession({ capacity: 1 });
    reader = await openReader(browser, { permissions: [] });
    page = reader.page;
  });
  afterEach(async () => {
    await reader[Symbol.asyncDispose]();
    expect(reader.faults.list).toEqual([]);
  });

  test('works from another machine by plain HTTP, where a browser has no secure context, and so does the copied link', async () => {
    reader.faults.expect(/Cross-Origin-Opener-Policy/);
    const there = `http://${asFromAnotherMachine}:${room.at.server.port}`;
    await page.goto(`${there}/join/#${session.code}`);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('Name').press('Enter');
    await agree();
    await page.waitForURL(`${there}/start/#lab-first-container`);
    await page.getByRole('button', { name: 'My session' }).click();
    await page.getByText('My link', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Copied.').waitFor();
    expect(await page.locator('.dd-my-link code').textContent()).toContain(`${there}/join/#link=`);
    expect(await page.getByText('this machine only').count()).toBe(0);
  });

  test('is not begun where nothing can be stored: nobody is let in whose key would be lost', async () => {
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('denied', 'SecurityError');
      };
    });
    await page.goto(url(`/join/#${session.code}`));
    await page.getByRole('heading', { name: 'This browser does not let Drydock store anything' }).waitFor();
    expect(await page.getByRole('button', { name: 'Join' }).count()).toBe(0);
  });

  test('by a link that is not known says so, and the code is still a way in', async () => {
    reader.faults.expect(whoIsSignedOut);
    await page.goto(url('/join/#link=guessed'));
    await page.getByText('This personal link is not known here').waitFor();
    expect(page.url()).toBe(url('/join/'));
    await fill(session.code, 'Anna');
    await agree();
    await page.waitForURL(url('/start/#lab-first-container'));
  });

  test('a session that is full, or whose code was drawn anew, is said where the code was typed', async () => {
    reader.faults.expect(/40[34]/);
    await room.join(session, 'The first');
    await page.goto(url('/join/'));
    await fill(session.code, 'Anna');
    await agree();
    await page.getByText('Tuesday morning is full: 1 of 1 places are taken.').waitFor();

    await using teacher = await openReader(browser);
    await openLoginLink(teacher.page, room.at.server.mintLoginUrl());
    await teacher.page.goto(url('/board/'));
    await teacher.page.getByRole('link', { name: 'Tuesday morning' }).first().click();
    const heading = teacher.page.getByRole('heading', { level: 1 });
    await expect.poll(() => heading.evaluate((each) => each === document.activeElement)).toBe(true);
    await teacher.page.getByRole('button', { name: 'New code' }).click();
    await teacher.page.getByRole('button', { name: 'Draw a new code' }).click();
    await expect
      .poll(() => teacher.page.locator('.dd-code').textContent())
      .not.toBe(showJoinCode(session.code));
    await fill(session.code, 'Anna');
    await page.getByText('No session has this code.').waitFor();
    expect(teacher.faults.list).toEqual([]);
  });

  test('says what “Not now” means, and leads to the book or back to the code', async () => {
    await page.goto(url(`/join/#${session.code}`));
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('Name').press('Enter');
    await page.getByRole('button', { name: 'Not now' }).click();
    const heading = page.getByRole('heading', { name: 'You have not joined' });
    expect(await heading.evaluate((each) => each === document.activeElement)).toBe(true);
    await page.getByText('Nothing was kept. You can read the book without joining.').waitFor();
    await isWell('not-now');
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
    expect(room.store.countJoined(session.id)).toBe(0);
    await page.getByRole('button', { name: 'Back to the code' }).click();
    expect(await page.getByLabel('Code').inputValue()).toBe(showJoinCode(session.code));
    await page.getByLabel('Name').press('Enter');
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('link', { name: 'read the book' }).click();
    await page.waitForURL(url('/'));
  });

  test('where many join at once is let in by itself, with no refusal in the face, and can be given up', async () => {
    reader.faults.expect(/429/);
    // Its clock stands still while the crowd comes, however slowly the machine lets it in.
    let now = new Date();
    await using crowded = await startRoom({ siteDir: () => siteDir, clock: () => now });
    const crowd = await crowded.makeSession({ capacity: 200 });
    const joined = () => crowded.store.listJoined(crowd.id).map(({ alias }) => alias);
    for (let index = 0; index < 60; index++) {
      const body = {
        code: crowd.code,
        name: `Learner ${index}`,
        asked: `drawn-in-the-crowd-${index}`,
        agreed,
      };
      const answer = await crowded.at.request('/api/join', { method: 'POST', body: JSON.stringify(body) });
      expect(answer.status).toBe(200);
    }
    const come = async (name: string) => {
      await page.goto(`${crowded.at.server.url}/join/#${crowd.code}`);
      await page.getByLabel('Name').fill(name);
      await page.getByLabel('Name').press('Enter');
      await agree();
    };
    const turn = () => page.getByText('Many are joining at once: you are let in by itself in 3 s.');
    await come('Anna');
    await turn().waitFor();
    expect(await turn().evaluate((said) => said.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
    await isWell('turn');
    expect(await page.locator('[data-problem]').textContent()).toBe('');
    expect(joined()).not.toContain('Anna');
    now = new Date(now.getTime() + 3_000);
    await page.waitForURL(`${crowded.at.server.url}/start/#lab-first-container`);
    expect(joined()).toContain('Anna');
    // Whoever comes next gives up.
    await page.close();
    await using next = await openReader(browser, { permissions: [] });
    next.faults.expect(/429/);
    page = next.page;
    await come('Ben');
    await turn().waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('heading', { name: 'You have not joined' }).waitFor();
    expect(await page.locator('[data-turn]').textContent()).toBe('');
    now = new Date(now.getTime() + 3_000);
    expect(joined()).not.toContain('Ben');
    expect(next.faults.list).toEqual([]);
  });

  test('asks who is in already whether they go on, and lets somebody else in as somebody else', async () => {
    // The strip of the one who is signed out hears of it.
    reader.faults.expect(whoIsSignedOut);
    const other = await room.makeSession({ title: 'Wednesday' });
    await page.goto(url('/join/'));
    await fill(session.code, 'Anna');
    await agree();
    await page.waitForURL(url('/start/#lab-first-container'));
    await page.goto(url(`/join/#${other.code}`));
    await page.getByRole('button', { name: 'Join as somebody else' }).click();
    await expect.poll(() => page.getByLabel('Code').inputValue()).toBe(showJoinCode(other.code));
    await page.getByLabel('Name').fill('Ben');
    await page.getByLabel('Name').press('Enter');
    await agree();
    await page.waitForURL(url('/start/#lab-first-container'));
    await page.getByRole('region', { name: 'Session' }).getByText('Wednesday').waitFor();
    await page.getByRole('region', { name: 'Session' }).getByText('Ben', { exact: true }).waitFor();
  });
});
