/** A filter that is stepped through and the table of system calls: by pointer, by keyboard, on a phone, without script. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../src/cli/site-build.ts';
import { findBarriers } from './harness/accessibility.ts';
import { openReader, whyNoBrowser } from './harness/browser.ts';
import { openReaderForEach } from './harness/each-reader.ts';
import { sidewaysPixels, watchShifts } from './harness/layout.ts';
import { scriptsOfUntouched } from './harness/scripts.ts';
import { serveFolder } from './harness/static-host.ts';

describe.skipIf(whyNoBrowser())('the page of system calls', () => {
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
  const filter = () => page.locator('drydock-filter');
  const open = async () => {
    await page.goto(`${host.url}/system-calls/`);
    await filter().scrollIntoViewIfNeeded();
    await page.locator('drydock-filter[data-live]').waitFor();
  };
  const pane = (name: string) => page.getByRole('listbox', { name: `Lines: ${name}` });
  const litLines = (of: string) => page.locator(`[data-pane="${of}"] li[data-lit]`).allTextContents();
  const status = () => filter().getByRole('status');

  test('lights up what belongs together, and says it in words', async () => {
    await open();
    await page.locator('[data-pane="pfc"] li', { hasText: '$syscall == 272' }).click();
    expect((await litLines('json')).join()).toContain('"unshare"');
    expect((await litLines('json')).join()).not.toContain('"mkdir"');
    expect((await litLines('bpf')).join()).toContain('jeq  272');
    await page.locator('.dd-filter-words', { hasText: 'The call is unshare.' }).waitFor();
    await page.locator('[data-pane="bpf"] li', { hasText: 'jeq  258' }).hover();
    await page.locator('.dd-filter-words', { hasText: 'Is it mkdirat, number 258?' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  test('is moved through with the arrow keys', async () => {
    await open();
    await pane('Program').focus();
    await page.keyboard.press('End');
    const last = pane('Program').getByRole('option', { selected: true });
    expect(await last.textContent()).toMatch(/0023: ret {2}KILL.*SIGSYS/);
    await page.keyboard.press('ArrowUp');
    expect(await last.textContent()).toContain('0022: ret  ALLOW');
    expect((await litLines('json')).join()).toContain('defaultAction');
    expect(await pane('Program').getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'));
    expect(await findBarriers(page)).toEqual([]);
  });

  test('sends a call through the program, by keyboard, and says each step and the verdict', async () => {
    await open();
    await page
      .getByRole('textbox', { name: 'Call' })
      .or(page.getByRole('combobox', { name: 'Call' }))
      .fill('mkdirat');
    await page.getByRole('button', { name: 'Step', exact: true }).focus();
    await page.keyboard.press('Enter');
    await status().getByText('Step 1 of 7. 0000: ld $data[4]').waitFor();
    await page.keyboard.press('Enter');
    await status().getByText('A is 3221225534; next is 0002.').waitFor();
    expect(await page.locator('li[data-ran]').count()).toBe(2);
    await page.getByRole('button', { name: 'Run', exact: true }).press('Enter');
    await status()
      .getByText('Verdict: ERRNO(30). After 7 of 24 instructions, the call fails with EROFS (30).')
      .waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Reset', exact: true }).press('Enter');
    await status().getByText('The filter has not begun.').waitFor();
    expect(await page.locator('li[data-ran]').count()).toBe(0);
  });

  test('tells calls apart by their arguments and by what they are made as', async () => {
    await open();
    const run = page.getByRole('button', { name: 'Run', exact: true });
    await page.getByRole('button', { name: 'unshare 0x10000000' }).click();
    await run.click();
    await status().getByText('Verdict: ERRNO(1).').waitFor();
    await page.getByLabel('Argument a0').fill('0x40000000');
    await run.click();
    await status().getByText('Verdict: ALLOW.').waitFor();
    await page.getByLabel('Made as').selectOption('i386');
    await page.getByLabel('Call', { exact: true }).fill('39');
    await run.click();
    await status().getByText('Verdict: KILL.').waitFor();
    await page.getByLabel('Made as').selectOption('x86_64');
    await page.getByLabel('Call', { exact: true }).fill('mkdri');
    await run.click();
    await status().getByText('did you mean mkdir?').waitFor();
    expect(await page.getByLabel('Call', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    expect(await findBarriers(page)).toEqual([]);
  });

  test('finds calls by words, by what Docker does, by capability and architecture', async () => {
    await open();
    // The form comes with its script, once the table is near.
    await page.locator('.dd-syscalls').scrollIntoViewIfNeeded();
    await page.getByRole('search', { name: 'Find system calls' }).waitFor();
    const words = page.getByRole('searchbox');
    await words.waitFor();
    const rows = page.locator('.dd-syscalls tbody tr:visible');
    const count = page.locator('.dd-syscalls [data-count]');
    await words.fill('namespace setns');
    await count.getByText('1 system call').waitFor();
    expect(await rows.first().textContent()).toMatch(
      /setns.*308.*268.*refused \(EPERM\); allowed with SYS_ADMIN/s,
    );
    await words.fill('');
    await page.getByLabel('Docker’s default').selectOption('with BPF');
    await count.getByText('1 system call').waitFor();
    await page.getByLabel('Docker’s default').selectOption('refused');
    await page.getByLabel('Architecture').selectOption('arm64');
    expect(await rows.filter({ hasText: 'uselib' }).count()).toBe(0);
    expect(await rows.filter({ hasText: 'pivot_root' }).count()).toBe(1);
    expect(await findBarriers(page)).toEqual([]);
  });

  test('marks the calls that a recorder told of the reader’s container, and finds rows by them', async () => {
    await open();
    const own = page.locator('drydock-own-calls');
    await own.scrollIntoViewIfNeeded();
    await page.getByRole('search', { name: 'Find system calls' }).waitFor();
    const choice = page.getByLabel('Your container');
    expect(await choice.isDisabled()).toBe(true);
    await own.getByText('Paste what a recorder tells').click();
    // The lab whose Check asks the recorder, and one where it tells in a terminal.
    expect(await own.getByRole('link').allTextContents()).toHaveLength(2);
    const paste = own.getByRole('textbox');
    await paste.fill('calls 14\nkinds 2\nlost 0\ncall read 12\ncall setns 2\n');
    await own
      .getByText(/2 kinds of calls, 14 in all\. 2 of the \d+ in this table are among them\./)
      .waitFor();
    await choice.selectOption('yes');
    const rows = page.locator('.dd-syscalls tbody tr:visible');
    expect(await rows.locator('th').allTextContents()).toEqual(['readyours: 12×', 'setnsyours: 2×']);
    await page.getByLabel('Docker’s default').selectOption('refused');
    expect(await rows.locator('th').allTextContents()).toEqual(['setnsyours: 2×']);
    expect(await findBarriers(page)).toEqual([]);
    await choice.selectOption('no');
    expect(await rows.filter({ hasText: 'setns' }).count()).toBe(0);
    await paste.fill('calls 14\nlost 3\ncall read 12\n');
    await own.getByText('The recorder lost 3 calls').waitFor();
    expect(await choice.isDisabled()).toBe(true);
    expect(await page.locator('.dd-syscalls .used').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    await paste.fill('lost 0\ncall read 12\n');
    await own.getByText('1 kind of calls, 12 in all. 1 of the').waitFor();
    expect(await sidewaysPixels(page)).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
  });

  test('fits a phone, one text at a time', async () => {
    await page.setViewportSize({ width: 360, height: 800 });
    await open();
    expect(await sidewaysPixels(page)).toBe(0);
    expect(await page.locator('[data-pane]:visible').count()).toBe(1);
    await page.getByRole('button', { name: 'Pseudo code' }).click();
    expect(await page.locator('[data-pane="pfc"]').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    expect(await page.locator('[data-pane="bpf"]').isVisible()).toBe(true);
    expect(await page.locator('[data-pane]:visible').count()).toBe(1);
    expect(await findBarriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findBarriers(page)).toEqual([]);
  });

  test('loads what the filter needs once it is near, and moves nothing then', async () => {
    await page.setViewportSize({ width: 1440, height: 300 });
    const scripts = await scriptsOfUntouched(page, `${host.url}/system-calls/`);
    expect(scripts.some(({ name }) => name.endsWith('.js'))).toBe(true);
    expect(scripts.filter(({ name }) => /filter|syscalls/.test(name)).map(({ name }) => name)).toEqual([]);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    const shifts = await watchShifts(page);
    // An address that differs by its fragment alone would load nothing anew.
    await page.goto('about:blank');
    await page.goto(`${host.url}/system-calls/#filter`);
    await page.locator('drydock-filter[data-live]').waitFor();
    expect(await shifts()).toBeLessThan(0.02);
    expect(loaded.filter((url) => /filter-element/.test(url))).toHaveLength(1);
    expect(loaded.filter((url) => /schemas|zod/.test(url))).toEqual([]);
  });

  test('is three texts with words and a plain table without script', async () => {
    await using plain = await openReader(browser, { javaScriptEnabled: false });
    await plain.page.goto(`${host.url}/system-calls/`);
    await plain.page.getByText('Is it unshare, number 272?').waitFor();
    expect(await plain.page.getByRole('button', { name: 'Step' }).count()).toBe(0);
    expect(await plain.page.getByRole('row').count()).toBeGreaterThan(370);
    expect(await plain.page.locator('.dd-syscalls-find').isVisible()).toBe(false);
    await plain.page.setViewportSize({ width: 360, height: 800 });
    const wide = await plain.page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBe(360);
  });
});
