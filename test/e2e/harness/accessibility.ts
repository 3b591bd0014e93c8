import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Those of them that ask about colours. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** What axe finds in the page as it is now: one line a rule, with the elements that break it. */
export async function findBarriers(page: Page, options: AxeOptions = {}): Promise<readonly string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await codeIsReachable(page);
  // Through the debugger: the content policy of the page would refuse a script that stands in no file of it.
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Runtime.evaluate', { expression: `${source};undefined` });
  } finally {
    await session.detach();
  }
  const violations = await page.evaluate(
    async ({ runOnly, within }) => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const found = await axe.run(within, { runOnly, resultTypes: ['violations'] });
      return found.violations;
    },
    {
      runOnly: options.coloursAlone
        ? ({ type: 'rule', values: ofColours } as const)
        : ({ type: 'tag', values: tags } as const),
      within: options.within ?? 'html',
    },
  );
  return violations.map(describe);
}

/** Code that scrolls is made reachable by keyboard, and named, a moment after it was laid out. If not, axe says where. */
async function codeIsReachable(page: Page): Promise<void> {
  const reachable = () =>
    [...document.querySelectorAll('pre')].every(
      (pre) =>
        (pre.scrollWidth <= pre.clientWidth || pre.tabIndex >= 0) &&
        (pre.getAttribute('role') !== 'region' || pre.hasAttribute('aria-label')),
    );
  await page.waitForFunction(reachable, undefined, { timeout: 5_000 }).catch(() => undefined);
}

export interface AxeOptions {
  /** A selector; the whole page without it. */
  readonly within?: string;
  /** Only what axe asks about colours; all of it without. */
  readonly coloursAlone?: boolean;
}

function describe({ id, help, nodes }: axe.Result): string {
  const places = nodes.slice(0, 5).map(({ target, failureSummary = '' }) => {
    const why = failureSummary.split('\n').slice(1, 2).join('').trim();
    return `    ${target.join(' ')}: ${why}`;
  });
  return [`${id}: ${help} (${nodes.length})`, ...places].join('\n');
}
