/** A network that goes away without a word, as under a laptop that slept: no connection is closed, and none carries anything. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { agreed } from '../../fixtures/sessions/agreed.ts';
import { quietSeats } from '../../fixtures/sessions/quiet-seats.ts';
import { SampleRunner } from '../../fixtures/workspace-harness/sample-runner.ts';
import { type BreakingLine, openBreakingLine } from '../harness/breaking-line.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { pictureFailures } from '../harness/journey.ts';
import { startLab, workspaceOn } from '../harness/workspace.ts';

describe.skipIf(whyNoBrowser() !== undefined)('a line that is dead', () => {
  let browser: Browser;
  let runner: SampleRunner;
  let line: BreakingLine;
  let at: ServerAtWork;
  let learner: Reader;

  beforeAll(async () => {
    await buildSite(() => undefined);
    browser = await openBrowser();
    runner = new SampleRunner();
    line = await openBreakingLine();
    at = await startServerAtWork({
      siteDir: () => siteDir,
      roomSeats: quietSeats,
      runner,
      publicOrigin: `http://127.0.0.1:${line.port}`,
      health: () => ({ status: 'ok', engine: runner.engine }),
    });
    line.leadTo(at.server.port);
    learner = await openReader(browser);
  });
  afterAll(async () => {
    await browser?.close();
    await at?.[Symbol.asyncDispose]();
    await line?.[Symbol.asyncDispose]();
    await runner?.[Symbol.asyncDispose]();
  });
  pictureFailures(() => learner.page);

  test('is noticed by the workspace, its shell and the session, and opened again once it carries', async () => {
    const { page, faults } = learner;
    faults.expect(/ERR_|WebSocket/);
    const asked = async (path: string, body: object) =>
      (await at.request(path, { method: 'POST', socket: true, body: JSON.stringify(body) })).json();
    const ends = new Date(Date.now() + 3_600_000).toISOString();
    const made = await asked('/api/sessions', { title: 'Tuesday', labs: ['start/first-container'], ends });
    const { code } = made as { readonly code: string };
    const signIn = await asked('/api/join', { code, name: 'Anna', asked: 'drawn-by-anna', agreed });
    await page.addInitScript(
      (stored) => localStorage.setItem('drydock:sign-in', stored),
      JSON.stringify(signIn),
    );
    await page.goto(`http://127.0.0.1:${line.port}/start/`);
    const strip = page.getByRole('region', { name: 'Session' });
    await strip.getByText('Tuesday').waitFor({ timeout: 60_000 });
    await startLab(page);
    const workspace = workspaceOn(page);
    await workspace.ready();
    const shell = workspace.shellNamed('main');
    await shell.run('echo before');

    line.breakOff();
    const since = performance.now();
    await Promise.all([
      workspace.root.getByText('The server does not answer.').waitFor({ timeout: 60_000 }),
      // That it is down, or that another is being opened.
      shell.panel.getByRole('status').waitFor({ timeout: 60_000 }),
      strip.getByText('trying to reach the server').waitFor({ timeout: 60_000 }),
    ]);
    expect(performance.now() - since).toBeLessThan(45_000);

    line.mend();
    await workspace.root
      .getByText('The server does not answer.')
      .waitFor({ state: 'detached', timeout: 60_000 });
    await strip.getByText('trying to reach the server').waitFor({ state: 'detached', timeout: 60_000 });
    await shell.run('echo after');
    await shell.shows(/after\s*$/m);
    expect(faults.list).toEqual([]);
  });
});
