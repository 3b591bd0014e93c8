/** An engine that goes away in the middle of a lab, and comes back. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findHostDocker, whyNoEmbedded } from '../contract/machine.ts';
import { EngineGate } from '../fixtures/engine-gate.ts';
import { openLoginLink } from '../fixtures/open-login-link.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from './harness/browser.ts';
import { type Drydock, startDrydock } from './harness/drydock.ts';
import { pictureFailures, stopAtFirstFailure } from './harness/journey.ts';
import { startLab, type WorkspaceOnPage, workspaceOn } from './harness/workspace.ts';

const why = whyNoBrowser() ?? (await whyNoEmbedded());

describe.skipIf(why)('an engine that goes away', () => {
  const folder = makeTemporaryFolder();
  let gate: EngineGate;
  let drydock: Drydock;
  let browser: Browser;
  let reader: Reader;
  let workspace: WorkspaceOnPage;

  stopAtFirstFailure();
  pictureFailures(() => reader?.page);
  beforeAll(async () => {
    const found = await findHostDocker();
    if (found.state !== 'reachable' || found.docker.endpoint.kind !== 'socket') throw new Error('no socket');
    const path = join(folder.path, 'docker.sock');
    gate = new EngineGate(path, found.docker.endpoint.path);
    await gate.lift();
    drydock = await startDrydock({ dockerHost: `unix://${path}` });
    browser = await openBrowser();
    reader = await openReader(browser);
    workspace = workspaceOn(reader.page);
  });
  afterAll(async () => {
    await browser?.close();
    await drydock?.command('lab', 'stop', 'start/first-container');
    await drydock?.[Symbol.asyncDispose]();
    await gate?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  test('is said where the reader is looking', async () => {
    const { page } = reader;
    await openLoginLink(page, await drydock.mintLoginUrl());
    await page.goto(`${drydock.url}/start/`);
    await startLab(page);
    await workspace.ready();
    await workspace.lit('web: still serves your greeting', 'holds');
    await workspace.shell.run('echo before=$$');
    await workspace.shell.shows(/^before=\d+/m);
    reader.faults.expect(/status of 50[23]/);
    gate.shut();
    await workspace.root.getByRole('heading', { name: 'The Docker Engine went away' }).waitFor();
    await workspace.shell.panel.getByRole('status').waitFor();
    await workspace.button('Check').click();
    await workspace.root.getByRole('heading', { name: 'The Docker Engine went away' }).waitFor();
  });

  test('and all goes on by itself once it is back', async () => {
    gate.open();
    await workspace.root
      .getByRole('heading', { name: 'The Docker Engine went away' })
      .waitFor({ state: 'detached' });
    await workspace.shell.run('echo after=$$; docker compose stop --timeout 1');
    const before = /^before=(\d+)/m.exec(await workspace.shell.text())?.[1];
    await workspace.shell.shows(`after=${before}`);
    await workspace.lit('web: still serves your greeting', 'does not hold');
    await workspace.shell.run('docker compose start');
    await workspace.lit('web: still serves your greeting', 'holds');
    expect(reader.faults.list).toEqual([]);
  });
});
