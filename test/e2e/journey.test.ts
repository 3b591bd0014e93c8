/** The main job, from the landing page to a lab that is done, checked and still there after the server was killed. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { grade, selfPaced } from '../../src/lab/checks/grade.ts';
import { CheckResultSchema } from '../../src/lab/checks/result.ts';
import { openLoginLink } from '../fixtures/open-login-link.ts';
import { openBrowser, openReader, type Reader } from './harness/browser.ts';
import { type Drydock, startDrydock, whyNoLabs } from './harness/drydock.ts';
import { pictureFailures, stopAtFirstFailure } from './harness/journey.ts';
import { until } from './harness/until.ts';
import { openRunning, startLab, type WorkspaceOnPage, workspaceOn } from './harness/workspace.ts';

const notRoot = 'web: does not run as root';

describe.skipIf(whyNoLabs())('a reader, from the landing page to a lab done', () => {
  let drydock: Drydock;
  let browser: Browser;
  let reader: Reader;
  let workspace: WorkspaceOnPage;

  stopAtFirstFailure();
  pictureFailures(() => reader?.page);
  beforeAll(async () => {
    drydock = await startDrydock();
    browser = await openBrowser();
    reader = await openReader(browser);
    workspace = workspaceOn(reader.page);
  });
  afterAll(async () => {
    await browser?.close();
    await drydock?.[Symbol.asyncDispose]();
  });

  /** The lab's files on disk, as server, shell and containers see them. */
  const fileOf = (path: string) => readFileSync(drydock.fileAt(path), 'utf8');

  test('goes from the landing page into the first chapter', async () => {
    const { page } = reader;
    await openLoginLink(page, await drydock.mintLoginUrl());
    await page.getByRole('heading', { level: 1, name: 'A book you can run' }).waitFor();
    await page.getByRole('link', { name: 'Start reading' }).click();
    await page.getByRole('heading', { level: 1, name: 'Start here' }).waitFor();
  });

  test('starts the lab and has a prompt beside the text', async () => {
    const { page } = reader;
    await startLab(page);
    await workspace.shell.shows(/\$\s*$/);
    await workspace.ready();
    await workspace.lit('web: still serves your greeting', 'holds');
    await workspace.lit(notRoot, 'does not hold');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Start here');
  });

  test('types in the terminal', async () => {
    await workspace.shell.run('docker compose ps --services --status running; echo shell=$$');
    await workspace.shell.shows(/^web\s*$/m);
    await workspace.shell.shows(/^shell=\d+/m);
  });

  test('edits compose.yaml, runs it, and is told what was observed and what was expected', async () => {
    const { page } = reader;
    await workspace.look('Files');
    const editor = workspace.editorOf('compose.yaml');
    await editor.goToEndOf(3);
    await page.keyboard.press('Enter');
    await page.keyboard.type('user: "0:10001"');
    await until('the edit is saved', 10_000, () => /^ {4}user: "0:10001"$/m.test(fileOf('compose.yaml')));
    await workspace.button('Run').click();
    await workspace.ready();

    const checks = await workspace.look('Checks');
    const check = checks.getByRole('listitem').filter({ hasText: notRoot });
    await check.getByText('observed').waitFor();
    expect(await check.getByRole('definition').allTextContents()).toEqual([
      'runs as uid 0 (root)',
      'any uid but 0',
    ]);
    expect(await check.textContent()).toContain('web');
    expect(await check.getByRole('link', { name: 'Where this is explained' }).getAttribute('href')).toBe(
      '/start/#one-line',
    );
  });

  test('mends it, and the check turns green by itself', async () => {
    const { page } = reader;
    await workspace.look('Files');
    const editor = workspace.editorOf('compose.yaml');
    await editor.goToEndOf(4);
    await page.keyboard.press('Shift+Home');
    await page.keyboard.type('user: "10001"');
    await until('the edit is saved', 10_000, () => fileOf('compose.yaml').includes('user: "10001"'));
    await workspace.button('Run').click();
    await workspace.lit(notRoot, 'holds');
    await workspace.lit('web: no effective capabilities', 'holds');
    await page.getByText(/^Running on the (embedded|nested) engine/).waitFor();
    const task = page.getByRole('main').locator('drydock-task').filter({ hasText: 'Run as somebody else' });
    await task.getByText('done', { exact: true }).waitFor();
  });

  test('presses Check, and the attempt is recorded with what was seen', async () => {
    await workspace.button('Check').click();
    await workspace.look('Checks');
    //    await workspace.root.getByText(/^Recorded/).waitFor();
    await until('the attempt is in the store', 10_000, () => attempts(drydock.home).length > 0);
    expect(attempts(drydock.home)).toMatchObject([{ earned: 2, of: 4 }]);
  });

  test('finds everything again after the server was killed and started again', async () => {
    const { page, faults } = reader;
    const before = await workspace.shell.text();
    faults.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
    await drydock.kill('SIGKILL');
    await page.getByText('The server does not answer.').first().waitFor();
    await drydock.start();
    await workspace.root.getByText('The server does not answer.').waitFor({ state: 'detached' });
    await workspace.shell.run('echo again=$$');
    const shell = /^shell=(\d+)/m.exec(before)?.[1];
    await workspace.shell.shows(`again=${shell}`);
    await workspace.shell.shows(`shell=${shell}`);
    // What is running is live again.
    await workspace.shell.run('docker compose stop --timeout 1');
    await workspace.lit('web: still serves your greeting', 'does not hold');
    await workspace.shell.run('docker compose start');
    await workspace.lit('web: still serves your greeting', 'holds');

    await page.reload();
    await openRunning(page);
    await workspace.lit(notRoot, 'holds');
    await workspace.shell.shows(`again=${shell}`);
    await page.getByRole('button', { name: 'Contents' }).click();
    await page
      .getByRole('navigation', { name: 'Contents' })
      .getByLabel('1 of 3 tasks done')
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    expect(attempts(drydock.home)).toHaveLength(1);
  });

  test('resets: is asked first, gets the start back, and keeps a copy', async () => {
    const { page } = reader;
    await workspace.button('Reset').click();
    const dialog = page.getByRole('dialog', { name: 'Reset this lab?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(fileOf('compose.yaml')).toContain('user: "10001"');
    await workspace.button('Reset').click();
    await dialog.getByRole('button', { name: 'Reset' }).click();
    await workspace.lit(notRoot, 'does not hold');
    await workspace.ready();
    expect(fileOf('compose.yaml')).not.toContain('user:');
    const kept = readdirSync(join(drydock.home, 'kept'), { recursive: true, encoding: 'utf8' });
    const copy = kept.find((path) => path.endsWith('compose.yaml')) ?? '';
    expect(readFileSync(join(drydock.home, 'kept', copy), 'utf8')).toContain('user: "10001"');
    // What was done stays done.
    await page
      .locator('drydock-task')
      .filter({ hasText: 'Run as somebody else' })
      .getByText('done', { exact: true })
      .waitFor();
  });

  test('stops: containers are gone, files stay', async () => {
    await workspace.button('Stop').click();
    await workspace.root.getByText('stopped', { exact: true }).waitFor({ timeout: 30_000 });
    const ours = `label=com.docker.compose.project.working_dir=${dirname(drydock.fileAt('compose.yaml'))}`;
    expect(await drydock.docker('ps', '--all', '--quiet', '--filter', ours)).toBe('');
    expect(fileOf('compose.yaml')).toContain('debian:trixie-slim');
  });

  test('and nothing went wrong in the page', () => {
    expect(reader.faults.list).toEqual([]);
  });
});

function attempts(home: string): readonly unknown[] {
  using database = new DatabaseSync(join(home, 'drydock.db'), { readOnly: true });
  const rows = database.prepare('SELECT results FROM attempt ORDER BY at').all();
  return rows.map(({ results }) =>
    grade(z.array(CheckResultSchema).parse(JSON.parse(String(results))), selfPaced),
  );
}
