/** Documents about images: what differs in two lists, a document of the reader's own, a narrow page, without script. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../src/cli/site-build.ts';
import { findBarriers } from './harness/accessibility.ts';
import { openReader, whyNoBrowser } from './harness/browser.ts';
import { openReaderForEach } from './harness/each-reader.ts';
import { sidewaysPixels } from './harness/layout.ts';
import { scriptsOfUntouched } from './harness/scripts.ts';
import { serveFolder } from './harness/static-host.ts';

const ofBook = (name: string) =>
  fileURLToPath(new URL(`../../src/site/statements/${name}.json`, import.meta.url));
const spdx = (packages: object[]) => ({
  name: 'mine.json',
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify({ spdxVersion: 'SPDX-2.3', packages })),
});

describe.skipIf(whyNoBrowser())('a document about an image', () => {
  let browser: Browser;
  let host: Awaited<ReturnType<typeof serveFolder>>;
  let page: Page;

  beforeAll(async () => {
    await buildSite(() => {});
    host = await serveFolder(siteDir);
  });
  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
  });
  openReaderForEach((reader, opened) => {
    ({ page } = reader);
    browser = opened;
  });
  const statement = () => page.locator('drydock-statement').first();
  const rows = () => statement().locator('tbody tr:not([hidden])');
  const status = () => statement().getByRole('status');
  const own = () => statement().getByLabel('Documents of your own');
  const open = async () => {
    await page.goto(`${host.url}/sbom/`);
    await statement().scrollIntoViewIfNeeded();
    await statement().locator('form:not([hidden])').waitFor();
  };

  test('shows what differs, and finds by words', async () => {
    await open();
    await statement().getByLabel('Packages').selectOption('differs');
    await status().getByText('3 rows').waitFor();
    expect((await rows().allTextContents()).join()).toMatch(/greet.*more/);
    await statement().getByLabel('Packages').selectOption('');
    await statement().getByRole('searchbox').fill('libc6 /var/lib');
    await status().getByText('1 row', { exact: true }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  test('gives way to the reader’s own, which is text and stays in the browser', async () => {
    await open();
    const requests: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') requests.push(request.url());
    });
    await own().setInputFiles(ofBook('leaked-argument'));
    await statement().getByText('Yours. SLSA provenance v0.2').waitFor();
    expect(await rows().count()).toBe(7);
    expect(await statement().getByLabel('Packages').isVisible()).toBe(false);
    await own().setInputFiles([
      spdx([{ name: '<img src=x onerror=alert(1)>', versionInfo: '1' }]),
      { ...spdx([{ name: 'apt', versionInfo: '2' }]), name: 'other.json' },
    ]);
    await statement().getByText('Yours. 1 package and 1 package: 1 more, 1 less').waitFor();
    expect(await rows().first().textContent()).toContain('<img src=x onerror=alert(1)>');
    expect(await statement().locator('img').count()).toBe(0);
    await own().setInputFiles({ name: 'no.json', mimeType: 'application/json', buffer: Buffer.from('{') });
    await status().getByText('no.json: It is no JSON.').waitFor();
    expect(await rows().count()).toBe(2);
    expect(requests).toEqual([]);
    expect(await findBarriers(page)).toEqual([]);
  });

  test('fits a narrow page', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    await open();
    expect(await sidewaysPixels(page)).toBe(0);
  });

  test('loads nothing for who only reads, and stands there without script', async () => {
    const scripts = await scriptsOfUntouched(page, `${host.url}/sbom/`);
    expect(scripts.filter(({ name }) => name.includes('statement'))).toEqual([]);
    await using reader = await openReader(browser, { javaScriptEnabled: false });
    await reader.page.goto(`${host.url}/sbom/`);
    const plain = reader.page.locator('drydock-statement').first();
    expect(await plain.locator('tbody tr').count()).toBe(81);
    expect(await plain.locator('form').isVisible()).toBe(false);
  });
});
