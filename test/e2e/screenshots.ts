/**
 * `npm run screenshots`: takes the pictures of a lab at work that the landing page and the README show, from the
 * running product, in light and dark. With `--review` it takes the others instead, into `test-results/screenshots`, to be
 * looked at before a release: every panel of a lab, and every chapter and page of the book, wide and on a phone, light and
 * dark, and as it is printed. `--page cgroups` takes one page of the book alone, and may be given several times: that
 * needs no engine.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { root } from '../../src/cli/root.ts';
import { buildSite, siteDir } from '../../src/cli/site-build.ts';
import { bookPlan } from '../../src/lab/book/book-plan.ts';
import { openLoginLink } from '../fixtures/open-login-link.ts';
import { openBrowser, openReader } from './harness/browser.ts';
import { type Drydock, startDrydock } from './harness/drydock.ts';
import { serveFolder } from './harness/static-host.ts';
import { until } from './harness/until.ts';
import { startLab, type WorkspaceOnPage, workspaceOn } from './harness/workspace.ts';

const themes = ['light', 'dark'] as const;
const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } } as const;

interface Scene {
  readonly page: Page;
  readonly workspace: WorkspaceOnPage;
  readonly drydock: Drydock;
}

/** Into the first lab: a shell that has been used, and one line of the compose file changed, run and judged. */
async function workInLab({ page, workspace, drydock }: Scene): Promise<void> {
  await openLoginLink(page, await drydock.mintLoginUrl());
  await page.goto(`${drydock.url}/start/`);
  await startLab(page);
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
  await page.getByText('Running your files').waitFor({ state: 'hidden' });
  await workspace.shell.run('docker compose exec web grep Cap /proc/1/status');
  await workspace.shell.shows('CapAmb');
  await workspace.look('Checks');
  await page.getByText('web: root file system is read-only').last().scrollIntoViewIfNeeded();
}

async function take(page: Page, path: string, fullPage = false): Promise<void> {
  await until('fonts are there', 60_000, () => page.evaluate(() => document.fonts.status === 'loaded'));
  await page.screenshot({ path, fullPage });
  console.log(path.slice(root.length + 1));
}

async function showTheme(page: Page, theme: (typeof themes)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
}

async function takeLabAtWork(scene: Scene): Promise<void> {
  await workInLab(scene);
  await scene.page.getByRole('heading', { name: 'A first container' }).evaluate((heading) => {
    heading.scrollIntoView({ block: 'start', behavior: 'instant' });
  });
  for (const theme of themes) {
    await showTheme(scene.page, theme);
    await take(scene.page, join(root, `src/site/assets/lab-at-work-${theme}.png`));
  }
}

async function takeAll(scene: Scene): Promise<void> {
  const { page, workspace, drydock } = scene;
  const folder = join(root, 'test-results/screenshots');
  await mkdir(folder, { recursive: true });
  const everywhere = async (each: (at: (name: string) => string) => Promise<void>) => {
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      for (const theme of themes) {
        await showTheme(page, theme);
        await each((name) => join(folder, `${name}-${size}-${theme}.png`));
      }
    }
    await page.setViewportSize(sizes.wide);
  };
  await workInLab(scene);
  await everywhere(async (at) => {
    for (const panel of ['Terminal', 'Files', 'Checks', 'X-ray'] as const) {
      await workspace.look(panel);
      await take(page, at(`lab-${panel.toLowerCase().replaceAll(' ', '-')}`));
    }
  });
  await drydock.command('lab', 'solve', 'start/first-container');
  await workspace.lit('web: can write to nothing that is mounted', 'holds');
  await everywhere(async (at) => {
    await workspace.look('Checks');
    await take(page, at('lab-solved'));
  });
  await workspace.look('Files');
  await workspace.editorOf('compose.yaml').replaceAll('services:\n  web: [\n    image: debian:trixie-slim\n');
  await workspace.button('Run').click();
  await workspace.root.getByText('compose.yaml is not YAML').first().waitFor();
  await everywhere(async (at) => take(page, at('lab-broken')));
}

/** Everything that is read: each chapter, and the pages beside them. The empty one is where readers come in. */
const pagesOfTheBook = [
  '',
  ...bookPlan.map(({ id }) => id),
  ...['paths', 'how-a-lab-works', 'yours', 'checklist', 'system-calls', 'host', 'no-such-page'],
];

/** Of the built book as any host of files has it: wide, on a phone, light, dark, and on paper. */
async function takePages(paths: readonly string[]): Promise<void> {
  const folder = join(root, 'test-results/screenshots');
  await mkdir(folder, { recursive: true });
  await using host = await serveFolder(siteDir);
  await using browser = await openBrowser();
  await using reader = await openReader(browser, { viewport: sizes.wide });
  const { page } = reader;
  // Nobody waits for a picture, and a whole chapter takes long to draw where a machine is busy.
  page.setDefaultTimeout(180_000);
  page.setDefaultNavigationTimeout(180_000);
  for (const path of paths) {
    const name = path || 'landing';
    await page.emulateMedia({ media: 'screen' });
    await page.goto(`${host.url}/${path}${path === '' ? '' : '/'}`);
    await page.waitForLoadState('load');
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      for (const theme of themes) {
        await showTheme(page, theme);
        await take(page, join(folder, `${name}-${size}-${theme}.png`), true);
      }
    }
    await showTheme(page, 'light');
    // A4 at 96 dots an inch.
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.emulateMedia({ media: 'print' });
    await take(page, join(folder, `${name}-print.png`), true);
    await page.setViewportSize(sizes.wide);
  }
}

async function takePictures(review: boolean, pages: readonly string[]): Promise<void> {
  await buildSite(() => undefined);
  if (pages.length > 0) return takePages(pages);
  if (review) await takePages(pagesOfTheBook);
  await using drydock = await startDrydock();
  await using browser = await openBrowser();
  await using reader = await openReader(browser, {
    viewport: sizes.wide,
    deviceScaleFactor: review ? 1 : 2,
  });
  const scene = { page: reader.page, workspace: workspaceOn(reader.page), drydock };
  await (review ? takeAll(scene) : takeLabAtWork(scene));
}

const { values } = parseArgs({
  options: { review: { type: 'boolean', default: false }, page: { type: 'string', multiple: true } },
});
await takePictures(values.review, values.page ?? []);
