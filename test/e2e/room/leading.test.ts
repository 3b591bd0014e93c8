/** What whoever leads does to a room: notices, what is shown to all, a catch-up, a learner who is taken out. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import {
  type Learner,
  type RoomAtWork,
  type RoomSession,
  startRoom,
} from '../../fixtures/sessions/room-at-work.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { expectWellInEachWindow } from '../harness/each-window.ts';
import { whoIsSignedOut } from '../harness/faults.ts';
import { pictureFailures, stopAtFirstFailure } from '../harness/journey.ts';

const lab = 'start/first-container';

describe.skipIf(whyNoBrowser() !== undefined)('leading a room in the browser', () => {
  let room: RoomAtWork;
  let browser: Browser;
  let learner: Reader;
  let teacher: Reader;
  let page: Page;
  let board: Page;
  let session: RoomSession;
  let anna: Learner;
  let ben: Learner;
  const url = (path: string) => `${room.at.server.url}${path}`;
  const strip = () => page.getByRole('region', { name: 'Session' });

  pictureFailures(() => board);
  stopAtFirstFailure();
  beforeAll(async () => {
    await buildSite(() => undefined);
    room = await startRoom({ siteDir: () => siteDir });
    browser = await openBrowser();
    session = await room.makeSession({ labs: [lab] });
    anna = await room.join(session, 'Anna');
    ben = await room.join(session, 'Ben');
    learner = await openReader(browser);
    teacher = await openReader(browser);
    page = learner.page;
    board = teacher.page;
    await page.addInitScript(
      (signIn) => localStorage.setItem('drydock:sign-in', signIn),
      JSON.stringify(anna),
    );
    await openLoginLink(board, room.at.server.mintLoginUrl());
    await board.goto(url(`/board/#${session.id}`));
    await board.getByRole('button', { name: 'Anna' }).waitFor();
    await page.goto(url('/start/'));
    await strip().getByText('Tuesday morning').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await room?.[Symbol.asyncDispose]();
  });

  const isWell = (of: Page, what: string) => expectWellInEachWindow(of, what, { pictures: 'leading' });

  test('of two notices the last one stands on the page, and the first is in the list', async () => {
    for (const text of ['Read on.', 'Ten minutes of break.']) {
      await board.getByRole('button', { name: 'Send a notice' }).click();
      const dialog = board.getByRole('dialog', { name: 'A notice to all' });
      await dialog.getByLabel('What to say').fill(text);
      await dialog.getByRole('button', { name: 'Send to all' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.locator('.dd-notice').getByText(text).waitFor();
    }
    expect(await page.locator('.dd-notice').count()).toBe(1);
    expect(await page.locator('.dd-notice').getByText('Read on.').count()).toBe(0);
    await page.locator('.dd-notice').getByRole('button', { name: 'Close' }).click();
    await strip()
      .getByRole('button', { name: /Session|My session/ })
      .click();
    const menu = page.getByRole('dialog', { name: 'Tuesday morning' });
    await menu.getByText('Read on.').waitFor();
    await menu.getByText('Ten minutes of break.').waitFor();
    await page.keyboard.press('Escape');
  });

  test('a text that is shown stands on the page until it ends, and can be folded', async () => {
    await board.getByRole('button', { name: 'Show to all' }).click();
    const dialog = board.getByRole('dialog', { name: 'Show to all' });
    await dialog.getByLabel('Title').fill('compose.yaml');
    await dialog.getByLabel('Text', { exact: true }).fill('services:\n  web:\n    image: drydock/web:1\n');
    await dialog.getByRole('button', { name: 'Show the text' }).click();
    await dialog.getByText('On all pages now').waitFor();
    const card = page.getByRole('region', { name: /compose\.yaml/ });
    await card.getByText('image: drydock/web:1').waitFor();
    await isWell(board, 'show-dialog');
    await isWell(page, 'shown-file');
    await card.getByRole('button', { name: 'Fold' }).click();
    await card.getByText('image: drydock/web:1').waitFor({ state: 'hidden' });
    await card.getByRole('button', { name: 'Look' }).click();
    await card.getByText('image: drydock/web:1').waitFor();
    await dialog.getByRole('button', { name: 'Stop showing it' }).click();
    await card.waitFor({ state: 'detached' });
    await board.keyboard.press('Escape');
  });

  test('what the room predicted is seen by learners once it is shown, as bars and in words', async () => {
    for (const [as, value] of [
      [anna, 'about ten'],
      [ben, 'none'],
    ] as const)
      await room.call(as, 'POST', '/api/predictions', { key: 'base-images/setuid', value });
    expect(await page.getByText('What the room predicted').count()).toBe(0);
    await board.getByRole('button', { name: 'Show to all' }).click();
    const dialog = board.getByRole('dialog', { name: 'Show to all' });
    await dialog.getByText('base-images/setuid').first().click();
    await dialog.getByRole('button', { name: /Show to all what was predicted/ }).click();
    const card = page.getByRole('region', { name: /What the room predicted/ });
    await card.getByText('about ten').waitFor();
    await card.getByText('2 predictions').waitFor();
    expect(await card.getByText('Anna').count()).toBe(0);
    expect(await card.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/about ten\s+1\s+of 2/),
      expect.stringMatching(/none\s+1\s+of 2/),
    ]);
    await isWell(page, 'shown-prediction');
    await isWell(board, 'predictions-dialog');
    await dialog.getByRole('button', { name: 'Stop showing it' }).click();
    await card.waitFor({ state: 'detached' });
    await board.keyboard.press('Escape');
  });

  test('a catch-up is offered to one, and taken by her own press', async () => {
    await board.getByRole('button', { name: 'Catch-up' }).click();
    const dialog = board.getByRole('dialog', { name: 'Offer a catch-up' });
    await dialog.getByLabel('Whom').selectOption({ label: 'Anna' });
    await isWell(board, 'catch-up-dialog');
    await dialog.getByRole('button', { name: 'Offer it' }).click();
    const card = page.getByRole('region', { name: 'Catch-up' });
    await card.getByRole('button', { name: 'Take the solution over' }).waitFor();
    await isWell(page, 'catch-up');
    await card.getByRole('button', { name: 'Take the solution over' }).click();
    await card.getByText('Your own files are kept.').waitFor();
    await card.getByRole('button', { name: 'Bring my files back' }).waitFor();
    await card.getByRole('button', { name: 'Close' }).click();
    await card.waitFor({ state: 'detached' });
  });

  test('a learner is taken out after a second press: their page says so, and the board keeps them in a list', async () => {
    learner.faults.expect(whoIsSignedOut);
    await board.getByRole('button', { name: 'Anna' }).first().click();
    const detail = board.getByRole('dialog', { name: 'Anna' });
    await detail.getByRole('button', { name: 'New personal link' }).click();
    await detail.getByRole('button', { name: 'Make a new link' }).click();
    await detail.getByText('/join/#link=').waitFor();
    await detail.getByRole('button', { name: 'Take out of the session' }).click();
    await detail.getByText('What they made stays').waitFor();
    await isWell(board, 'take-out');
    await detail.getByRole('button', { name: 'Take Anna out' }).click();
    await detail.waitFor({ state: 'detached' });
    await board.getByRole('heading', { name: 'Taken out 1' }).waitFor();
    await board.getByText('1 of 40 joined').waitFor();
    await isWell(board, 'taken-out');
    await strip().getByText('You are not in the session any more.').waitFor();
    expect(teacher.faults.list).toEqual([]);
  });
});
