import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openBrowser, openReader, type Reader } from './browser.ts';

/**
 * One browser for the tests of a file, and for each of them a page in a profile of its own, which `use` is given before
 * it. A test fails where something went wrong in its page that it did not expect.
 */
export function openReaderForEach(use: (reader: Reader, browser: Browser) => void): void {
  let browser: Browser;
  let reader: Reader;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    reader = await openReader(browser);
    use(reader, browser);
  });
  afterEach(async () => {
    await reader[Symbol.asyncDispose]();
    expect(reader.faults.list).toEqual([]);
  });
}
