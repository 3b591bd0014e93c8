/** A learner's bad days: a seat that does not come, a laptop that was closed for two days, a server whose disk is full. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import type { JobKind } from '../../../src/lab/wire/jobs.ts';
import { makeRoomSeats } from '../../../src/runner/room/room-seats.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { agreed } from '../../fixtures/sessions/agreed.ts';
import { startRoom } from '../../fixtures/sessions/room-at-work.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { SampleRunner } from '../../fixtures/workspace-harness/sample-runner.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { pictureFailures } from '../harness/journey.ts';
import { startLab, workspaceOn } from '../harness/workspace.ts';

const lab = 'start/first-container';
const day = 24 * 3_600_000;
const seatFails = {
  message: 'The seat did not come up: its engine gave no answer within 60 s.',
  fix: 'Start the lab again. Whoever runs the server sees why in its log.',
};

/** The sample lab, whose starts fail as long as a test wants. */
class RunnerOfBadDays extends SampleRunner {
  fails = false;

  override finished(kind: JobKind): void {
    if (this.fails && kind === 'start') throw new DrydockError('engine-failed', seatFails);
    super.finished(kind);
  }
}

describe.skipIf(whyNoBrowser() !== undefined)('a bad day', () => {
  let browser: Browser;
  let runner: RunnerOfBadDays;
  let seats: ReturnType<typeof makeRoomSeats>;
  let at: ServerAtWork;
  let learner: Reader;
  let page: Page;
  let session: { readonly id: string };
  let passedMs = 0;
  const now = () => new Date(Date.now() + passedMs);
  const url = (path: string) => `${at.server.url}${path}`;
  const strip = () => page.getByRole('region', { name: 'Session' });
  const asked = async (method: string, path: string, body: object) => {
    const answer = await at.request(path, { method, socket: true, body: JSON.stringify(body) });
    expect(answer.status, answer.text).toBe(200);
    return answer.json();
  };

  beforeAll(async () => {
    await buildSite(() => undefined);
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    passedMs = 0;
    runner = new RunnerOfBadDays();
    seats = makeRoomSeats({
      seats: { suspensionOf: () => undefined, suspensions: () => [] },
      runner,
      atOnce: 2,
      now,
      newId: () => crypto.randomUUID(),
      everyMs: 1_000,
      makeRoom: async () => undefined,
    });
    at = await startServerAtWork({
      siteDir: () => siteDir,
      roomSeats: seats,
      runner: seats.runner,
      health: () => ({ status: 'ok', engine: runner.engine }),
      clock: now,
      timing: { tickMs: 50 },
    });
    const ends = new Date(Date.now() + 3_600_000).toISOString();
    const made = await asked('POST', '/api/sessions', { title: 'Tuesday', labs: [lab], ends });
    const { id, code } = made as { id: string; code: string };
    session = { id };
    const signIn = await asked('POST', '/api/join', { code, name: 'Anna', asked: 'drawn-by-anna', agreed });
    learner = await openReader(browser);
    page = learner.page;
    await page.addInitScript(
      (stored) => localStorage.setItem('drydock:sign-in', stored),
      JSON.stringify(signIn),
    );
    await page.goto(url('/start/'));
    await strip().getByText('Tuesday').waitFor({ timeout: 60_000 });
  });
  afterEach(async () => {
    await learner?.[Symbol.asyncDispose]();
    await at?.[Symbol.asyncDispose]();
    seats?.[Symbol.dispose]();
    await runner?.[Symbol.asyncDispose]();
  });
  // Before the page is closed.
  pictureFailures(() => page);

  test('a seat that does not come is said to the learner with what to do, and is ours on the board', async () => {
    await using teacher = await openReader(browser);
    const board = teacher.page;
    await openLoginLink(board, at.server.mintLoginUrl());
    await board.goto(url(`/board/#${session.id}`));
    await board.getByText('Nothing of ours is broken.').waitFor();
    runner.fails = true;
    await startLab(page);
    await page.getByText(seatFails.message).first().waitFor();
    await page.getByText(seatFails.fix).first().waitFor();
    const ours = board.getByRole('listitem').filter({ hasText: 'The seat failed' });
    await ours.getByRole('button', { name: 'Anna' }).waitFor();
    await ours.getByText(seatFails.message).waitFor();
    await ours.getByText(seatFails.fix).waitFor();
    // Again, as it says: by then it comes.
    runner.fails = false;
    await workspaceOn(page)
      .button('Start')
      .or(page.getByRole('button', { name: 'Start lab' }))
      .first()
      .click();
    await workspaceOn(page).ready();
    await board.getByText('Nothing of ours is broken.').waitFor();
    expect(teacher.faults.list).toEqual([]);
    expect(learner.faults.list).toEqual([]);
  });

  test('a laptop that was closed for two days shows that the session ended, and has what was typed', async () => {
    learner.faults.expect(/ERR_|WebSocket|40[0-9]/);
    await startLab(page);
    const workspace = workspaceOn(page);
    await workspace.ready();
    await workspace.look('Files');
    const editor = workspace.editorOf('compose.yaml');
    await editor.ready();
    // The lid goes down in the middle of a line: nothing reaches the server any more.
    await page.route('**/api/**', (route) => route.abort());
    await editor.goToEndOf(1);
    await page.keyboard.type(' # typed as the lid went down');
    await workspace.root.getByText('kept in this browser').first().waitFor();
    passedMs = 2 * day;
    runner.set({ phase: 'stopped', services: [] });
    await at.restart();
    await page.unroute('**/api/**');
    await strip().getByText('ended', { exact: true }).waitFor();
    await workspace.root.getByText('typed as the lid went down').first().waitFor();
    const drafts = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(drafts).toContain('typed as the lid went down');
    await page.reload();
    await strip().getByText('ended', { exact: true }).waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain(
      'typed as the lid went down',
    );
  });
});

describe.skipIf(whyNoBrowser() !== undefined)('a full disk', () => {
  test('is said on the page of who joins, who gets in once there is room', async (context) => {
    using folder = makeTemporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder.path], { stdio: 'ignore' });
    } catch {
      return context.skip('this machine mounts no tmpfs for us');
    }
    await buildSite(() => undefined);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder.path;
    const room = await startRoom({ siteDir: () => siteDir }).finally(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
    const filler = join(folder.path, 'filler');
    const browser = await openBrowser();
    try {
      await using reader = await openReader(browser);
      const { page, faults } = reader;
      faults.expect(/507/);
      const session = await room.makeSession({ capacity: 500 });
      await page.goto(`${room.at.server.url}/join/#${session.code}`);
      await page.getByLabel('Name').fill('Anna');
      await page.getByLabel('Name').press('Enter');
      await page.getByRole('button', { name: 'Agree and join' }).waitFor();
      for (const size of [65_536, 4_096, 1])
        try {
          for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
        } catch {
          // As much as there was.
        }
      // What the log of the database has room for.
      await expect(async () => {
        for (let index = 0; index < 3_000; index++) await room.join(session, `Learner ${index}`);
      }).rejects.toThrow('507');
      const joined = room.store.countJoined(session.id);
      await page.getByRole('button', { name: 'Agree and join' }).click();
      await page.getByText('the disk is full').waitFor();
      expect(room.store.countJoined(session.id)).toBe(joined);
      rmSync(filler);
      await page.getByRole('button', { name: 'Join', exact: true }).click();
      await page.getByRole('button', { name: 'Agree and join' }).click();
      await page.waitForURL(`${room.at.server.url}/start/#lab-first-container`);
      expect(room.store.countJoined(session.id)).toBe(joined + 1);
      expect(faults.list).toEqual([]);
    } finally {
      await browser.close();
      await room[Symbol.asyncDispose]();
      execFileSync('umount', [folder.path]);
    }
  });
});
