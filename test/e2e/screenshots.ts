/**
 * `npm run screenshots`: takes the picture of a lab at work that the landing page and the README show, from the
 * running product, in light and dark.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../src/cli/house.ts';
import { buildSite } from '../../src/cli/site-build.ts';
import { openBrowser, openReader } from './harness/browser.ts';
import { startDrydock } from './harness/drydock.ts';
import { until } from './harness/until.ts';
import { workspaceOn } from './harness/workspace.ts';

const assets = join(root, 'src/site/assets');

async function takePictures(): Promise<void> {
  await mkdir(assets, { recursive: true });
  await buildSite(() => undefined);
  await using drydock = await startDrydock();
  await using browser = await openBrowser();
  await using reader = await openReader(browser, {
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 2,
  });
  const { page } = reader;
  const workspace = workspaceOn(page);

  await page.goto(await drydock.mintLoginUrl());
  await page.goto(`${drydock.url}/start/`);
  await page.getByRole('button', { name: 'Start lab' }).click();
  await workspace.shell.shows(/\$\s*$/);
  await workspace.ready();
  await workspace.shell.run('docker compose top web');
  await workspace.shell.shows('perl /srv/server.pl');
  await workspace.look('Files');
  const editor = workspace.editorOf('compose.yaml');
  await editor.ready();
  await editor.goToEndOf(3);
  await page.keyboard.press('Enter');
  await page.keyboard.type('user: "10001"');
  await workspace.button('Run').click();
  await workspace.lit('web: does not run as root', 'holds');
  await workspace.shell.run('docker compose exec web grep Cap /proc/1/status');
  await workspace.shell.shows('CapAmb');
  await workspace.look('Checks');
  await page.getByText('web: root file system is read-only').last().scrollIntoViewIfNeeded();

  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    await until('fonts are there', 5_000, () => page.evaluate(() => document.fonts.status === 'loaded'));
    const path = join(assets, `lab-at-work-${theme}.png`);
    await page.screenshot({ path });
    console.log(path.slice(root.length + 1));
  }
}

await takePictures();
