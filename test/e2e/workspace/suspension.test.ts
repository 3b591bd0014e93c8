/** A reader who comes back to a lab whose seat was suspended: the page, the server, and a real nested seat. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeLog } from '../../../src/server/log.ts';
import { type RunningServer, startServer } from '../../../src/server/start-server.ts';
import { type NestedLab, nestLab, skip } from '../../adversarial/fault/nested-lab.ts';
import { noGrading } from '../../fixtures/no-grading.ts';
import { findBarriers } from '../../fixtures/workspace-harness/barriers.ts';
import { buildHarnessPage } from '../../fixtures/workspace-harness/build-page.ts';
import {
  type OpenBrowser,
  openBrowser,
  shellIsOpen,
  shellShows,
  typeLine,
} from '../../fixtures/workspace-harness/open-browser.ts';
import { whyNoBrowser } from '../harness/browser.ts';
import { until } from '../harness/until.ts';

const minute = 60_000;
const rules = { pauseAfterMs: 30 * minute, stopAfterMs: 480 * minute };
const words =
  'Your seat was stopped after 8 hours without anyone there. Its files are as you left them; shells have ended.';

describe.skipIf(whyNoBrowser() ?? skip)('a reader who comes back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-suspension-'));
  let lab: NestedLab;
  let server: RunningServer;
  let browser: OpenBrowser;

  beforeAll(async () => {
    const siteDir = join(folder, 'site');
    const [nested] = await Promise.all([nestLab(), buildHarnessPage(siteDir)]);
    lab = nested;
    writeFileSync(join(siteDir, 'csp-hashes.json'), '[]');
    await lab.restart();
    await lab.at.perform('start');
    server = await startServer({
      host: '127.0.0.1',
      port: 0,
      home: folder,
      runner: lab.at.runner,
      store: lab.at.store,
      grading: noGrading,
      siteDir: () => siteDir,
      health: () => ({ status: 'ok', engine: { state: 'ready', kind: 'nested', steps: [] } }),
      hostReport: async () => ({ facts: [], labs: [] }),
      log: makeLog({ level: 'silent' }),
    });
    browser = await openBrowser({ url: server.url, loginUrl: () => server.mintLoginUrl() });
  }, 120_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const open = async () => {
    await browser.page.goto(`${server.url}/`);
    await browser.page.getByRole('button', { name: 'Open workspace' }).click();
  };
  const leave = () => browser.page.goto(`${server.url}/api/health`);
  /** The server finds out that a page has gone when its connections have. */
  const suspended = (status: string) =>
    until(`the seat is ${status}`, 30_000, async () => {
      lab.pass(status === 'paused' ? rules.pauseAfterMs : rules.stopAfterMs);
      await lab.at.runner.suspendIdle(rules, AbortSignal.timeout(30_000));
      return (await lab.containers())[0]?.status === status;
    });

  test('finds the shell as it was where the seat was paused', async () => {
    const { page } = browser;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open();
    await shellIsOpen(page);
    await typeLine(page, 'mine=kept-$((6 * 7))');
    await leave();
    await suspended('paused');
    await open();
    await shellIsOpen(page);
    await typeLine(page, 'echo "it is $mine"');
    await shellShows(page, 'it is kept-42');
    expect(await page.getByText('Your seat was').count()).toBe(0);
    expect(browser.complaints).toEqual([]);
  }, 90_000);

  test('is told what became of shells where it was stopped, and finds the lab at work', async () => {
    const { page } = browser;
    await leave();
    await suspended('paused');
    await suspended('exited');
    await open();
    const told = page.getByRole('status').filter({ hasText: words });
    await told.waitFor({ timeout: 30_000 });
    await told.evaluate((element) => element.setAttribute('data-seen', ''));
    await page
      .getByRole('button', { name: 'web: still serves your greeting: holds' })
      .waitFor({ timeout: 60_000 });
    await shellIsOpen(page);
    await page.getByRole('region', { name: 'Job under way' }).waitFor({ state: 'detached' });
    expect(await findBarriers(page)).toEqual([]);
    // It was said once and stands where it stood: what came back after it moved nothing of it away.
    expect(await told.getAttribute('data-seen')).toBe('');
    await told.getByRole('button', { name: 'Put away' }).click();
    await told.waitFor({ state: 'detached' });
    expect(browser.complaints).toEqual([]);
  }, 120_000);
});
