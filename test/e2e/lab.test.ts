/** Everything that a reader does in a lab beside the main job, in the first lab of the book, which goes on running. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLoginLink } from '../fixtures/open-login-link.ts';
import { findBarriers } from './harness/accessibility.ts';
import { openBrowser, openReader, type Reader } from './harness/browser.ts';
import { type Drydock, startDrydock, whyNoLabs } from './harness/drydock.ts';
import { pictureFailures } from './harness/journey.ts';
import { sidewaysPixels } from './harness/layout.ts';
import { until } from './harness/until.ts';
import { openRunning, tabTo, type WorkspaceOnPage, workspaceOn } from './harness/workspace.ts';

const active = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  );

/** Resolves once the server has said anything on the line of the first shell. */
const firstWordOfShell = (page: Page) =>
  new Promise<void>((resolve) => {
    page.on('websocket', (socket) => {
      if (/\/terminals\/main\?/.test(socket.url())) socket.once('framereceived', () => resolve());
    });
  });

describe.skipIf(whyNoLabs())('a lab at work', () => {
  let drydock: Drydock;
  let browser: Browser;
  let reader: Reader;
  let page: Page;
  let workspace: WorkspaceOnPage;
  let start = '';

  pictureFailures(() => page);
  beforeAll(async () => {
    drydock = await startDrydock();
    browser = await openBrowser();
    reader = await openReader(browser);
    page = reader.page;
    workspace = workspaceOn(page);
  });
  afterAll(async () => {
    await browser?.close();
    await drydock?.[Symbol.asyncDispose]();
  });

  const read = (path: string) => readFileSync(drydock.fileAt(path), 'utf8');
  const saved = (text: string) =>
    until(`“${text}” is saved`, 10_000, () => read('compose.yaml').includes(text));

  test('is started by keyboard alone, and terminal and editor can be left again', async () => {
    await openLoginLink(page, await drydock.mintLoginUrl());
    await page.goto(`${drydock.url}/start/`);
    // As where the page asks for the files before they are laid out.
    await page.route(/\/files$/, (route) => route.fulfill({ json: [] }));
    // The shell is asked for, and speaks, before that is loaded in which it is drawn.
    const spoken = firstWordOfShell(page);
    await page.route(/\/shell\.[^/]+\.js$/, async (route) => {
      await spoken;
      await route.continue();
    });
    // The first key has the page load what labs need.
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Start lab', disabled: false }).waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Start lab' }));
    await page.keyboard.press('Enter');
    await workspace.shell.shows(/\$\s*$/);
    await workspace.ready();
    await page.unroute(/\/files$/);
    await page.unroute(/\/shell\.[^/]+\.js$/);
    start = read('compose.yaml');

    await tabTo(page, workspace.root);
    await page.keyboard.press('t');
    await workspace.shell.panel.locator(':focus').waitFor();
    await page.keyboard.type('echo typed by $((40 + 2)) keys');
    await page.keyboard.press('Enter');
    await workspace.shell.shows('typed by 42 keys');
    await page.keyboard.press('Control+Shift+Escape');
    expect(await active(page)).toBe('Terminal');
    await page.keyboard.press('f');
    await until('the editor has the focus', 10_000, async () =>
      /^compose\.yaml/.test((await active(page)) ?? ''),
    );
    await page.keyboard.press('Control+Shift+Escape');
    expect(await active(page)).toContain('Files');
  });

  test('Run beside a command types it visibly', async () => {
    const transcript = page.locator('drydock-transcript').filter({ hasText: 'docker inspect -f' });
    await transcript.getByRole('button', { name: 'Run' }).click();
    await workspace.shell.shows("$ docker inspect -f '{{.State.Pid}}'");
    await workspace.shell.shows(/^\d{2,}\s*$/m);
  });

  test('a question is answered wrongly, then rightly; the text says it too', async () => {
    const checks = await workspace.look('Checks');
    const question = checks.locator('form').filter({ hasText: 'Which process id' });
    await question.getByRole('textbox').fill('1');
    await question.getByRole('button', { name: 'Answer' }).click();
    await question.getByText('Not 1.').waitFor();
    const pid = /^(\d{2,})\s*$/m.exec(await workspace.shell.text())?.[1] ?? '';
    await question.getByRole('textbox').fill(pid);
    await question.getByRole('button', { name: 'Answer' }).click();
    await question.getByText('Right.').waitFor();
    const inText = page.locator('drydock-question').filter({ hasText: 'Which process id' });
    await inText.getByText('Right.').waitFor();
    expect(await inText.getByRole('textbox').inputValue()).toBe(pid);
  });

  test('hints open one by one, and stay open', async () => {
    const checks = await workspace.look('Checks');
    const task = checks.getByRole('region', { name: 'Run as somebody else' });
    const hints = task.getByRole('list').last().getByRole('listitem');
    await task.getByRole('button', { name: /^Hint/ }).click();
    await task.getByText('It stands beside').waitFor();
    expect(await hints.count()).toBe(1);
    await task.getByRole('button', { name: /^Next hint/ }).click();
    await task.getByText('any number').waitFor();
    expect(await hints.count()).toBe(2);
    await page.reload();
    await openRunning(page);
    await task.getByText('any number').waitFor();
    await page
      .locator('drydock-task')
      .filter({ hasText: 'Run as somebody else' })
      .getByText('Hint 3 of 3')
      .waitFor();
  });

  test('the solution is shown as a comparison and changes nothing', async () => {
    await workspace.button('More').click();
    await page.getByRole('menuitem', { name: 'Show solution' }).click();
    const dialog = page.getByRole('dialog', { name: 'Show the solution?' });
    await dialog.getByRole('button', { name: 'Show' }).click();
    const solution = workspace.root.getByRole('region', { name: 'Solution' });
    await solution.getByText(/\d+ places? differs?/).waitFor();
    await solution.getByText('read_only: true').first().waitFor();
    expect.soft(await findBarriers(page)).toEqual([]);
    await solution.getByRole('button', { name: 'Back to my files' }).click();
    expect(read('compose.yaml')).toBe(start);
  });

  test('a file that another editor changed meanwhile is shown in both versions, and none is lost', async () => {
    await workspace.look('Files');
    const editor = workspace.editorOf('compose.yaml');
    // The save is on its way while the other editor saves.
    const meanwhile = Promise.withResolvers<void>();
    await page.route(/\/file\?path=compose\.yaml$/, async (route) => {
      if (route.request().method() === 'PUT') await meanwhile.promise;
      await route.continue();
    });
    reader.faults.expect(/409 \(Conflict\)/);
    const saving = page.waitForRequest((request) => request.method() === 'PUT');
    await editor.goToEndOf(1);
    await page.keyboard.type(' # mine');
    await saving;
    writeFileSync(drydock.fileAt('compose.yaml'), `# theirs\n${start}`);
    meanwhile.resolve();
    const conflict = workspace.root.getByRole('region', { name: 'Two versions of compose.yaml' });
    await conflict.getByText('has changed elsewhere').waitFor();
    await conflict.getByText('# theirs').waitFor();
    await conflict.getByText('# mine').first().waitFor();
    expect.soft(await findBarriers(page)).toEqual([]);
    await conflict.getByRole('button', { name: 'Keep mine' }).click();
    await saved('services: # mine');
    expect(read('compose.yaml')).not.toContain('theirs');
    await page.unrouteAll();
    await editor.ready();
    await editor.box.focus();
    await page.keyboard.press('Control+z');
    await saved('# theirs');
    await editor.replaceAll(start);
    await until('the file is as it was', 10_000, () => read('compose.yaml') === start);
    await workspace.root.getByText('saved', { exact: true }).waitFor();
  });

  test('a file that changes on disk alone is followed', async () => {
    writeFileSync(drydock.fileAt('compose.yaml'), `# from the shell\n${start}`);
    await workspace.root.getByText('# from the shell').waitFor();
    writeFileSync(drydock.fileAt('compose.yaml'), start);
    await workspace.root.getByText('# from the shell').waitFor({ state: 'detached' });
  });

  test('two windows are on one shell', async () => {
    const second = await page.context().newPage();
    await second.goto(`${drydock.url}/start/`);
    await openRunning(second);
    const other = workspaceOn(second);
    await other.shell.shows('docker inspect -f');
    await other.shell.run('echo from-the-second-$((1 + 1))');
    await workspace.shell.shows('from-the-second-2');
    await second.close();
  });

  test('its terminal is made before it is asked for: not in the way, and in the colours and words of now', async () => {
    await using other = await openReader(browser);
    const second = other.page;
    await openLoginLink(second, await drydock.mintLoginUrl());
    await second.goto(`${drydock.url}/start/`);
    await second.keyboard.press('Tab');
    await second.getByRole('button', { name: 'Open the workspace' }).scrollIntoViewIfNeeded();
    const madeReady = second.locator('.dd-terminal-ready[data-ready]');
    await madeReady.waitFor({ state: 'attached' });
    expect(await findBarriers(second)).toEqual([]);
    await second.getByRole('button', { name: 'Dark colours' }).click();
    await openRunning(second);
    const { shell } = workspaceOn(second);
    await shell.shows('from-the-second-2');
    expect(await madeReady.count()).toBe(0);
    // What it was tried with.
    expect(await shell.text()).not.toContain('XYZ');
    const ground = await shell.panel
      .locator('.xterm-scrollable-element')
      .first()
      .evaluate((part) => getComputedStyle(part).backgroundColor);
    expect(ground).toBe('rgb(12, 17, 22)');
    expect(other.faults.list).toEqual([]);
  });

  test('a browser that refuses fonts draws its shell in another', async () => {
    await using other = await openReader(browser);
    other.faults.expect(/ERR_FAILED/);
    await other.page.route(/\.woff2$/, (route) => route.abort());
    await openLoginLink(other.page, await drydock.mintLoginUrl());
    await other.page.goto(`${drydock.url}/start/`);
    await openRunning(other.page);
    await workspaceOn(other.page).shell.shows('from-the-second-2');
    expect(other.faults.list).toEqual([]);
  });

  const size = async () => {
    await workspace.shell.run('clear; stty size');
    await workspace.shell.shows(/^\d+ \d+$/m);
    return (
      /^(\d+) (\d+)$/m
        .exec(await workspace.shell.text())
        ?.slice(1)
        .map(Number) ?? []
    );
  };

  test('the shell has the size of its panel', async () => {
    // Another window was closed before, whose size tmux gives up a moment later.
    const columns = async () => (await size())[1] ?? 0;
    const make = async (width: number, isSo: (columns: number) => boolean) => {
      await page.setViewportSize({ width, height: 900 });
      let now = 0;
      await until(`the shell follows a window ${width} px wide`, 20_000, async () => {
        now = await columns();
        return isSo(now);
      }).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${now} columns`);
      });
      return now;
    };
    await make(1900, (now) => now > 110);
    const before = await make(1440, (now) => now < 100);
    await make(1900, (now) => now > before + 10);
    await make(1440, (now) => now === before);
  });

  test('several lines are shown before they are pasted', async () => {
    await page.evaluate(() => navigator.clipboard.writeText('echo first-$((1))\necho second-$((2))\n'));
    await workspace.shell.input.focus();
    await page.keyboard.press('Control+v');
    const dialog = page.getByRole('dialog', { name: 'Paste 2 lines?' });
    await dialog.getByRole('button', { name: 'Paste' }).click();
    await page.keyboard.press('Enter');
    await workspace.shell.shows('second-2');
  });

  test('a screen reader reads the terminal once it is switched on', async () => {
    // In sight once the focus is on it.
    const reading = workspace.root.getByRole('button', { name: 'Screen reader' });
    await reading.press('Enter');
    await workspace.shell.run('echo hear-$((6 * 7))');
    await workspace.shell.panel.getByRole('listitem').filter({ hasText: 'hear-42' }).waitFor();
    await reading.press('Enter');
    await workspace.shell.panel.getByRole('list').waitFor({ state: 'detached' });
  });

  test('the line between panels is moved by keyboard and remembered', async () => {
    const line = workspace.root.getByRole('separator', { name: 'Height of the terminal' });
    const before = Number(await line.getAttribute('aria-valuenow'));
    await line.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(Number(await line.getAttribute('aria-valuenow'))).toBe(before - 8);
    await page.reload();
    await openRunning(page);
    await line.waitFor();
    expect(Number(await line.getAttribute('aria-valuenow'))).toBe(before - 8);
  });

  test.each(['light', 'dark'] as const)('every panel is without barriers, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const panel of ['Files', 'Checks', 'X-ray'] as const) {
      await workspace.look(panel);
      if (panel === 'Files') await workspace.editorOf('compose.yaml').ready();
      expect.soft(await findBarriers(page), panel).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('what runs is shown as a picture with words, and as tables', async () => {
    const xray = await workspace.look('X-ray');
    await xray
      .getByRole('img', { name: /^Capabilities: .*CHOWN/ })
      .first()
      .waitFor();
    await xray.getByText('As tables').click();
    await xray.getByRole('table').first().waitFor();
    await xray.getByRole('rowheader', { name: 'CHOWN', exact: true }).waitFor();
  });

  test('on a phone it stands under the text, one panel at a time', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const panels = workspace.root.getByRole('tabpanel').filter({ visible: true });
    for (const panel of ['Files', 'Checks', 'X-ray', 'Terminal'] as const) {
      await workspace.root.getByRole('tab', { name: new RegExp(`^${panel}`) }).click();
      await until(`${panel} is shown`, 10_000, async () => (await panels.count()) > 0);
      expect.soft(await sidewaysPixels(page), panel).toBe(0);
      expect.soft(await findBarriers(page), panel).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await sidewaysPixels(page)).toBe(0);
    await workspace.button('Check').click();
    await workspace.lit('web: still serves your greeting', 'holds');
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('is folded, made large and closed; the lab goes on', async () => {
    await workspace.button('Fold the workspace to a bar').click();
    await workspace.light('Guard: web: still serves').waitFor();
    expect(await workspace.shell.panel.isVisible()).toBe(false);
    await workspace.button('Unfold the workspace').click();
    await workspace.button('Full screen').click();
    const width = async () => (await workspace.root.boundingBox())?.width ?? 0;
    await until('the workspace is as wide as the page', 10_000, async () => (await width()) > 1400);
    await workspace.button('Beside the text').click();
    await workspace.button('Close the workspace; the lab goes on').click();
    await workspace.root.waitFor({ state: 'detached' });
    await page.getByText(/^Running on the (embedded|nested) engine/).waitFor();
    await openRunning(page);
    await workspace.shell.shows('hear-42');
  });

  test('a shell that was drawn out of sight has the size of its panel once that is seen', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await workspace.look('Terminal');
    let before: readonly number[] = [];
    await until('the shell is as narrow as a phone', 20_000, async () => {
      before = await size();
      return (before[1] ?? 0) < 60;
    });
    await workspace.look('Checks');
    await drydock.command('lab', 'stop', 'start/first-container');
    await page.locator('.ws-screen').waitFor({ state: 'detached' });
    await drydock.command('lab', 'start', 'start/first-container');
    await page.locator('.ws-screen .xterm-screen').waitFor({ state: 'attached' });
    expect(await page.locator('.ws-screen').isVisible()).toBe(false);
    await page.locator('.ws-shell .ws-shell-note').waitFor({ state: 'detached' });
    await workspace.look('Terminal');
    await expect.poll(size, { timeout: 20_000 }).toEqual(before);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('what is under way stands in the workspace, and in the card where that is closed', async () => {
    const card = page.locator('drydock-lab').first();
    const seen = async (during: () => Promise<unknown>) => {
      await card.evaluate((element) => {
        const list: string[] = [];
        const look = () =>
          list.push(
            `${element.getAttribute('data-show')}: ${element.querySelector('.dd-lab-phase')?.textContent}`,
          );
        new MutationObserver(look).observe(element, { subtree: true, childList: true, attributes: true });
        (window as unknown as { seen: string[] }).seen = list;
      });
      await during();
      return page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    };
    await drydock.command('lab', 'stop', 'start/first-container');
    const again = card.getByRole('button', { name: /^Start/, disabled: false });
    await again.waitFor();
    const whileOpen = await seen(async () => {
      await again.click();
      await card.getByText(/^Running on/).waitFor();
    });
    expect(whileOpen).toContain('idle: Starting …');
    expect(whileOpen.filter((each) => each.startsWith('steps'))).toEqual([]);
    await workspace.button('Close the workspace; the lab goes on').click();
    await workspace.root.waitFor({ state: 'detached' });
    const whileClosed = await seen(async () => {
      await drydock.command('lab', 'reset', 'start/first-container');
      await card.getByText(/^Running on/).waitFor();
    });
    expect(whileClosed.some((each) => each.startsWith('steps'))).toBe(true);
  });

  test('and nothing went wrong in the page', () => {
    expect(reader.faults.list).toEqual([]);
  });
});
