/** What goes wrong under a reader's hands: each time the page says what, where and what to do, and nothing is lost. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLoginLink } from '../fixtures/open-login-link.ts';
import { openBrowser, openReader, type Reader } from './harness/browser.ts';
import { type Drydock, startDrydock, whyNoLabs } from './harness/drydock.ts';
import { pictureFailures } from './harness/journey.ts';
import { until } from './harness/until.ts';
import { startLab, type WorkspaceOnPage, workspaceOn } from './harness/workspace.ts';

describe.skipIf(whyNoLabs())('what goes wrong', () => {
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
    await openLoginLink(page, await drydock.mintLoginUrl());
    await page.goto(`${drydock.url}/start/`);
    await startLab(page);
    await workspace.ready();
    await workspace.look('Files');
    await workspace.editorOf('compose.yaml').ready();
    start = readFileSync(drydock.fileAt('compose.yaml'), 'utf8');
  });
  afterAll(async () => {
    await browser?.close();
    await drydock?.[Symbol.asyncDispose]();
  });

  /** The file is edited, as by an editor of the reader's own, and run from the page. */
  const run = async (text: string): Promise<void> => {
    writeFileSync(drydock.fileAt('compose.yaml'), text);
    await workspace.root.getByRole('button', { name: /^Run\s*, edits not applied$/ }).click();
  };
  const card = (title: string): Locator =>
    workspace.root.getByRole('alert').filter({ has: page.getByRole('heading', { name: title }) });
  const web = () =>
    drydock.docker(
      'ps',
      '--quiet',
      '--filter',
      'label=com.docker.compose.service=web',
      '--filter',
      `label=com.docker.compose.project.working_dir=${drydock.fileAt('.').replace(/\/\.?$/, '')}`,
    );
  const onDebian = (...lines: readonly string[]) =>
    start.replace(/image: .*\n/, (image) => image + lines.map((line) => `    ${line}\n`).join(''));

  test('a compose file that is not YAML: the line, a mark in the editor, and what runs goes on', async () => {
    const before = await web();
    await run(start.replace('  web:\n', '  web: [\n'));
    const error = card('The compose file cannot be used');
    await error.getByText('compose.yaml is not YAML').waitFor();
    await error.getByRole('button', { name: /^compose\.yaml, line \d+/ }).click();
    await page.keyboard.press('F8');
    await workspace.root.getByText('compose.yaml is not YAML').nth(1).waitFor();
    await page.keyboard.press('Escape');
    expect(before).not.toBe('');
    expect(await web()).toBe(before);
    // In the text, too.
    await page.locator('drydock-lab').getByText('compose.yaml is not YAML').first().waitFor();
  });

  test('a key that Compose does not know: which, and where', async () => {
    await run(onDebian('usr: "10001"'));
    const error = card('The compose file cannot be used');
    await error.getByText('services.web').first().waitFor();
    await error.getByText('usr').first().waitFor();
  });

  test('powers that the lab does not grant: each with its line and what it gives, and nothing of it runs', async () => {
    const before = await web();
    await run(onDebian('privileged: true', 'pid: host'));
    const error = card('The compose file asks for more than the lab grants');
    const line = start.split('\n').findIndex((text) => text.includes('image:')) + 2;
    for (const [key, at] of [
      ['privileged', line],
      ['pid', line + 1],
    ] as const)
      await error.getByRole('button', { name: `compose.yaml, line ${at}, services.web.${key}` }).waitFor();
    await error.getByRole('button', { name: /privileged/ }).click();
    await page.keyboard.press('F8');
    await workspace.root
      .locator('.peekview-widget, .marker-widget')
      .getByText('privileged')
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    expect(await web()).toBe(before);
  });

  test('a build that fails: the step and what it printed', async () => {
    writeFileSync(
      drydock.fileAt('Dockerfile'),
      'FROM debian:trixie-slim\nRUN echo nearly there && cat /no/such/file\n',
    );
    await run(onDebian('build: .').replace(/ {4}image: .*\n/, ''));
    const error = card('An image did not build');
    await error.getByText('RUN echo nearly there').first().waitFor({ timeout: 60_000 });
    await error
      .getByRole('region', { name: 'The end of the output' })
      .getByText('No such file or directory')
      .waitFor();
  });

  test('a service that exits at once: its last words', async () => {
    await run(start.replace('perl /srv/server.pl', 'sh -c "echo these are my last words; exit 3"'));
    const error = card('A service did not stay up');
    await error.getByText('ended with status 3').waitFor({ timeout: 60_000 });
    await error.getByText('these are my last words').waitFor();
  });

  test('a port that another program has: which, and another to take', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await run(start.replace('127.0.0.1::8080', `127.0.0.1:${port}:8080`));
    const error = card('A port is already in use');
    await error.getByText(`Port ${port}`).waitFor({ timeout: 60_000 });
    await error.getByText(String(port + 1)).waitFor();
    other.close();
  });

  test('an image that cannot be had: whose, and where it is named', async () => {
    await run(start.replace('debian:trixie-slim', '127.0.0.1:9/nobody/has-this:1'));
    const error = card('An image cannot be had');
    await error.getByText('The image of the service “web” is not here').waitFor({ timeout: 60_000 });
    await error.getByRole('button', { name: 'compose.yaml, services.web.image' }).click();
    await page.keyboard.type(' # here');
    await until('the cursor went to the image', 10_000, () =>
      /# here.*image:|image:.*# here/.test(readFileSync(drydock.fileAt('compose.yaml'), 'utf8')),
    );
  });

  test('and once it is mended, all is well again', async () => {
    await run(start);
    await workspace.lit('web: still serves your greeting', 'holds');
    await workspace.root.getByRole('alert').first().waitFor({ state: 'detached' });
    expect(reader.faults.list).toEqual([]);
  });

  test('a service that falls over later: the page shows it by itself', async () => {
    await workspace.look('Checks');
    await workspace.shell.run('docker compose exec web kill -KILL -1; docker compose kill web');
    const fallen = workspace.root.getByRole('region', { name: 'web does not run' });
    await fallen.getByText('exited with 137').waitFor();
    await workspace.lit('web: does not run as root', 'not judged: a guard fails');
    await workspace.button('Run').click();
    await workspace.lit('web: still serves your greeting', 'holds');
  });

  test('a start can be cancelled', async () => {
    await workspace.button('Stop').click();
    await workspace.root.getByText('stopped', { exact: true }).waitFor();
    writeFileSync(
      drydock.fileAt('compose.yaml'),
      onDebian('healthcheck: { test: "false", interval: 1s, start_period: 300s }'),
    );
    await workspace.button('Start lab').first().click();
    await workspace.root.getByText('Build and start the services').waitFor();
    await workspace.button('Cancel').click();
    await workspace.root.getByText('stopped', { exact: true }).waitFor();
    await until('its containers are gone', 20_000, async () => (await web()) === '');
  });
});
