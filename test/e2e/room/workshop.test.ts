/**
 * A workshop as it is held: one who teaches and three who learn, with seats of their own on a real engine, from the code on
 * the wall to what is exported and erased, with the server killed in between.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesWith } from '../../fixtures/bytes-of.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { openBrowser, openReader, type Reader } from '../harness/browser.ts';
import { type Drydock, forMany, startDrydock, whyNoLabs } from '../harness/drydock.ts';
import { whoIsSignedOut } from '../harness/faults.ts';
import { pictureFailures, stopAtFirstFailure } from '../harness/journey.ts';
import { openRunning, startLab, workspaceOn } from '../harness/workspace.ts';

const names = ['Anna', 'Ben', 'Chiara'] as const;
type Name = (typeof names)[number];
const title = 'Containers, Tuesday';
/** Typed into a shell before anybody may look, and after nobody may any more. */
const before = 'canary-before-5e1f';
const after = 'canary-after-90c2';
const notRoot = 'web: does not run as root';
const serves = 'web: still serves your greeting';

describe.skipIf(whyNoLabs())('a workshop', () => {
  const folder = makeTemporaryFolder();
  let drydock: Drydock;
  let browser: Browser;
  let teacher: Reader;
  let board: Page;
  /** What the board's page has received over its sockets. */
  let heard = '';
  const learners = new Map<Name, Reader>();
  const reader = (name: Name): Reader => {
    const found = learners.get(name);
    if (found === undefined) throw new Error(`${name} has no browser yet`);
    return found;
  };
  const page = (name: Name) => reader(name).page;
  const workspace = (name: Name) => workspaceOn(page(name));
  const strip = (name: Name) => page(name).getByRole('region', { name: 'Session' });
  const rowOf = (name: Name) => board.locator('.dd-board-table tbody tr').filter({ hasText: name });
  const detail = (name: Name) => board.getByRole('dialog', { name });
  const openDetail = async (name: Name) => {
    await rowOf(name).getByRole('button', { name }).click();
    await detail(name).waitFor();
  };

  pictureFailures(() => board, ...names.map((name) => () => learners.get(name)?.page));
  stopAtFirstFailure();
  beforeAll(async () => {
    drydock = await startDrydock({ start: [...forMany, '--seat-pool', '1', '--most-seats', '4'] });
    browser = await openBrowser();
    teacher = await openReader(browser);
    board = teacher.page;
    board.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        heard += payload.toString();
      }),
    );
    for (const name of names) learners.set(name, await openReader(browser));
  });
  afterAll(async () => {
    await browser?.close();
    await drydock?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  test('is made on the board, and its code stands on the wall', async () => {
    await openLoginLink(board, await drydock.mintLoginUrl());
    await board.goto(`${drydock.url}/board/`);
    await board.getByRole('button', { name: 'New session' }).click();
    await board.getByLabel('Title').fill(title);
    await board.getByLabel('0 Start here').check();
    await board.getByRole('button', { name: 'Make session' }).click();
    await board.getByRole('heading', { name: title, level: 1 }).waitFor();
    await board.getByRole('link', { name: 'Show code' }).first().click();
    await board.locator('.dd-code').waitFor();
  });

  test('three read the code from the wall, agree, and each has a prompt of their own', async () => {
    const code = (await board.locator('.dd-code').first().textContent()) ?? '';
    await Promise.all(
      names.map(async (name) => {
        await page(name).goto(`${drydock.url}/join/`);
        await page(name).getByLabel('Code').fill(code);
        await page(name).getByLabel('Name').fill(name);
        await page(name).getByLabel('Name').press('Enter');
        await page(name).getByRole('button', { name: 'Agree and join' }).click();
        await page(name).waitForURL(`${drydock.url}/start/#lab-first-container`);
        await startLab(page(name));
      }),
    );
    // Slow by what else the machine does; a bench says how slow.
    for (const name of names) {
      await workspace(name).shell.shows(/\$\s*$/, 180_000);
      await workspace(name).ready();
      await workspace(name).lit(serves, 'holds');
      await workspace(name).shell.run(`echo I am ${name} > mine.txt; cat *.txt`);
      await workspace(name).shell.shows(`I am ${name}`);
    }
    // Three kernels' worth of containers, and nobody sees those of others.
    for (const name of names) {
      await workspace(name).shell.run('clear; docker ps --quiet | wc -l');
      await workspace(name).shell.shows(/^[12]\s*$/m);
    }
    await board.keyboard.press('Escape');
    for (const name of names) await rowOf(name).waitFor();
  });

  test('a hand that goes up is on the board, and is taken', async () => {
    await strip('Anna').getByRole('button', { name: 'Raise hand' }).click();
    await page('Anna').getByLabel('What is it about?').fill('Which user?');
    await page('Anna').getByLabel('What is it about?').press('Enter');
    await board.getByText('Which user?').waitFor();
    await board.getByRole('button', { name: 'Take the hand of Anna' }).click();
    await strip('Anna').getByText('The instructor is coming').waitFor();
    await board.getByRole('button', { name: 'Lower the hand of Anna' }).click();
  });

  test('a look with leave shows the shell as it is; nothing typed before or after it is anywhere', async () => {
    const { shell } = workspace('Anna');
    await shell.run(`echo ${before}`);
    await shell.shows(before);
    await shell.run('clear; docker compose ps --services');
    await shell.shows(/^web\s*$/m);
    await openDetail('Anna');
    await detail('Anna').getByRole('button', { name: 'Ask to look' }).click();
    await strip('Anna').getByText('asks to look at your terminal').waitFor();
    expect(heard).not.toContain(before);
    await strip('Anna').getByRole('button', { name: 'Accept' }).click();
    await detail('Anna').locator('.xterm-rows').getByText('web', { exact: true }).waitFor();
    const size = await shell.panel.locator('.xterm-rows > div').count();
    await detail('Anna').locator('.dd-screen').click();
    await board.keyboard.type('exit');
    await shell.run('echo seen=$((40 + 2))');
    await detail('Anna').locator('.xterm-rows').getByText('seen=42').waitFor();
    expect(await shell.text()).not.toContain('exit');
    expect(await shell.panel.locator('.xterm-rows > div').count()).toBe(size);

    await page('Anna').keyboard.press('Control+Shift+Backspace');
    await detail('Anna').getByText('It has ended').waitFor();
    await shell.run(`echo ${after}`);
    await shell.shows(after);
    await board.keyboard.press('Escape');
    // What the board hears next comes after whatever could have been sent of that.
    await drydock.command('session', 'notice', 'Ten minutes of break.');
    await strip('Anna').page().locator('.dd-notice').getByText('Ten minutes of break.').waitFor();
    for (const canary of [before, after]) {
      expect(heard).not.toContain(canary);
      expect(drydock.printed()).not.toContain(canary);
      expect(filesWith(drydock.home, canary)).toEqual([]);
    }
  });

  test('a look that is refused shows nothing', async () => {
    await openDetail('Ben');
    await detail('Ben').getByRole('button', { name: 'Ask to look' }).click();
    await strip('Ben').getByRole('button', { name: 'Refuse' }).click();
    await detail('Ben').getByText('Ben said no: you do not look at their terminal.').waitFor();
    expect(await detail('Ben').locator('.dd-screen').count()).toBe(0);
    await board.keyboard.press('Escape');
  });

  test('who comes where no seat is left is told their number, and has a seat once somebody is taken out', async () => {
    const code = (await board.locator('.dd-code').first().textContent()) ?? '';
    await using dora = await openReader(browser);
    await dora.page.goto(`${drydock.url}/join/#${code}`);
    await dora.page.getByLabel('Name').fill('Dora');
    await dora.page.getByLabel('Name').press('Enter');
    await dora.page.getByRole('button', { name: 'Agree and join' }).click();
    await dora.page.waitForURL(`${drydock.url}/start/#lab-first-container`);
    await startLab(dora.page);
    await dora.page.getByText('you are 1st of 1').first().waitFor();
    await board
      .getByText(/waits for a seat/)
      .first()
      .waitFor();
    reader('Ben').faults.expect(whoIsSignedOut);
    await drydock.command('session', 'remove', 'Ben');
    await strip('Ben').getByText('You are not in the session any more.').waitFor();
    const there = workspaceOn(dora.page);
    await there.shell.shows(/\$\s*$/, 120_000);
    await there.lit(serves, 'holds');
    expect(await board.getByText(/waits for a seat/).count()).toBe(0);
    expect(dora.faults.list).toEqual([]);
  });

  test('who falls behind catches up by their own press, and the checks of their seat hold then', async () => {
    await board.getByRole('button', { name: 'Catch-up' }).click();
    const dialog = board.getByRole('dialog', { name: 'Offer a catch-up' });
    await dialog.getByLabel('Whom').selectOption({ label: 'Chiara' });
    await dialog.getByRole('button', { name: 'Offer it' }).click();
    await dialog.waitFor({ state: 'detached' }).catch(() => board.keyboard.press('Escape'));
    const card = page('Chiara').getByRole('region', { name: 'Catch-up' });
    await card.getByRole('button', { name: 'Take the solution over' }).click();
    await card.getByText('Your own files are kept.').waitFor();
    await workspace('Chiara').lit(notRoot, 'holds');
    // What the room says covers nothing that is pressed in the workspace.
    await workspace('Chiara').button('Check').click();
    await expect
      .poll(() => rowOf('Chiara').locator('td[data-column="1"]').getAttribute('data-status'), {
        timeout: 20_000,
      })
      .toBe('done');
  });

  test('what a learner mends by hand is done on the board', async () => {
    const { shell } = workspace('Anna');
    await shell.run(`clear; sed -i '/image:/a\\    user: "10001"' compose.yaml; docker compose up -d --wait`);
    await workspace('Anna').lit(notRoot, 'holds');
    await workspace('Anna').button('Check').click();
    const cell = rowOf('Anna').locator('td[data-column="1"]');
    await expect.poll(() => cell.getAttribute('data-status'), { timeout: 20_000 }).toBe('done');
  });

  test('the terminal of who teaches is shown to all, whatever their seats do', async () => {
    const own = await teacher.page.context().newPage();
    await own.goto(`${drydock.url}/start/`);
    await startLab(own);
    const mine = workspaceOn(own);
    await mine.shell.shows(/\$\s*$/, 120_000);
    await mine.ready();
    await mine.shell.run('cat compose.yaml');
    await mine.shell.shows('services:');
    await board.bringToFront();
    await board.getByRole('button', { name: 'Show my terminal' }).click();
    await board.getByRole('dialog').getByRole('button', { name: 'Show it' }).click();
    for (const name of ['Anna', 'Chiara'] as const) {
      await strip(name).getByRole('button', { name: 'The instructor shows a terminal' }).click();
      await page(name).locator('.dd-mirror .xterm-rows').getByText('services:').waitFor();
    }
    await own.bringToFront();
    await mine.shell.run('echo look here');
    await page('Chiara').locator('.dd-mirror .xterm-rows').getByText('look here', { exact: true }).waitFor();
    await board.bringToFront();
    await board.locator('.dd-board-mirror').getByRole('button', { name: 'Stop' }).click();
    await page('Anna').locator('.dd-mirror').waitFor({ state: 'detached' });
    await own.close();
  });

  test('the server is killed, and everything is there once it is back', async () => {
    const { shell } = workspace('Anna');
    await shell.run('clear; echo shell=$$');
    await shell.shows(/^shell=\d+/m);
    const pid = /^shell=(\d+)/m.exec(await shell.text())?.[1];
    for (const each of [teacher, ...learners.values()]) each.faults.expect(/ERR_|Failed to load|401/);
    await drydock.kill('SIGKILL');
    await page('Anna').getByText('The server does not answer.').first().waitFor();
    await board.getByText('The server does not answer.').first().waitFor();
    await drydock.start();
    await board.getByText('The server does not answer.').waitFor({ state: 'detached' });
    await workspace('Anna').root.getByText('The server does not answer.').waitFor({ state: 'detached' });
    await shell.run('echo again=$$');
    await shell.shows(`again=${pid}`);
    expect(await rowOf('Anna').locator('td[data-column="1"]').getAttribute('data-status')).toBe('done');
  });

  test('another device goes on where the first one was', async () => {
    await strip('Anna').getByRole('button', { name: 'My session' }).click();
    await page('Anna').getByText('My link', { exact: true }).click();
    const link = (await page('Anna').locator('.dd-my-link code').textContent()) ?? '';
    await page('Anna').keyboard.press('Escape');
    await using second = await openReader(browser);
    await second.page.goto(link);
    await second.page.waitForURL(`${drydock.url}/start/#lab-first-container`);
    await openRunning(second.page);
    const there = workspaceOn(second.page);
    await there.lit(notRoot, 'holds');
    await there.shell.run('clear; cat mine.txt');
    await there.shell.shows('I am Anna');
    expect(second.faults.list).toEqual([]);
  });

  test('it ends for all, and the export says who did what and who looked', async () => {
    await board.getByRole('button', { name: 'End', exact: true }).click();
    await board.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
    await strip('Anna').getByText('ended', { exact: true }).waitFor();
    const [table, whole] = [join(folder.path, 'results.csv'), join(folder.path, 'results.json')];
    await drydock.command('session', 'export', table, title);
    await drydock.command('session', 'export', whole, title);
    const rows = readFileSync(table, 'utf8');
    expect(rows).toMatch(/Anna.*first-container.*user.*done/);
    expect(rows).toMatch(/Chiara/);
    const all = readFileSync(whole, 'utf8');
    expect(all).toContain('Which user?');
    expect(all).toContain('Ten minutes of break.');
    expect(all).toMatch(/refused/);
    for (const canary of [before, after]) expect(all + rows).not.toContain(canary);
  });

  test('who wants to be gone is gone from the home, and others are not', async () => {
    expect(filesWith(drydock.home, 'Anna')).not.toEqual([]);
    reader('Anna').faults.expect(whoIsSignedOut);
    await drydock.command('people', 'erase', 'Anna', '--for-good');
    expect(filesWith(drydock.home, 'Anna')).toEqual([]);
    expect(filesWith(drydock.home, 'Chiara')).not.toEqual([]);
    await rowOf('Anna').waitFor({ state: 'detached' });
    for (const each of [teacher, ...learners.values()]) expect(each.faults.list).toEqual([]);
  });
});
