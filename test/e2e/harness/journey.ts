import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import { root } from '../../../src/cli/root.ts';

const folder = join(root, 'test-results', 'e2e');

/** A test that fails leaves a picture of the page, and the page in words, in `test-results/e2e`. */
export function pictureFailures(page: () => Page | undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const shown = page();
    if (shown === undefined || shown.isClosed()) return;
    await mkdir(folder, { recursive: true });
    const file = join(folder, task.name.replaceAll(/[^\w]+/g, '-').slice(0, 80));
    await shown.screenshot({ path: `${file}.png` });
    await writeFile(`${file}.txt`, await shown.locator('body').ariaSnapshot());
  });
}

/** The tests of a file that follow from one another: once one has failed, the others have nothing to stand on. */
export function stopAtFirstFailure(): void {
  let failed: string | undefined;
  beforeEach(({ skip }) => skip(failed !== undefined, `after “${failed}” had failed`));
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') failed ??= task.name;
  });
}
