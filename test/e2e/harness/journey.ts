import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import { root } from '../../../src/cli/root.ts';
import { faultsSoFar } from './faults.ts';

const folder = join(root, 'test-results', 'e2e');

/** A test that fails leaves a picture of each page, the page in words and what went wrong in it, in `test-results/e2e`. */
export function pictureFailures(...pages: readonly (() => Page | undefined)[]): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await mkdir(folder, { recursive: true });
    for (const [index, page] of pages.entries()) {
      const shown = page();
      if (shown === undefined || shown.isClosed()) continue;
      const name = task.name.replaceAll(/[^\w]+/g, '-').slice(0, 80);
      const file = join(folder, pages.length === 1 ? name : `${name}-${index + 1}`);
      await shown.screenshot({ path: `${file}.png` });
      const words = await shown.locator('body').ariaSnapshot();
      await writeFile(`${file}.txt`, [words, ...faultsSoFar(shown.context())].join('\n'));
    }
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
