import type { Page } from 'playwright-core';

/** Counts layout shifts of the page's next loads, as the Layout Instability API scores them. */
export async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counted = window as unknown as { shifts: number };
    counted.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[])
        if (!entry.hadRecentInput) counted.shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return async () => {
    await page.evaluate(() => document.fonts.ready);
    await page.waitForLoadState('networkidle');
    return shiftsSoFar(page);
  };
}

/** Of a page that is watched, which may go on loading: one that follows a session never rests. */
export function shiftsSoFar(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { shifts: number }).shifts);
}

/** Resolves once nothing of a page is left out that its first picture did not need, whose sizes are guessed until then. */
export async function laidOut(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const rest = document.querySelectorAll('.sl-markdown-content > *');
    return [...rest].every((block) => getComputedStyle(block).contentVisibility === 'visible');
  });
  // What is laid out last may be the first that asks for a font.
  await page.evaluate(() => document.fonts.ready);
}

/** By how many CSS pixels the page can be scrolled sideways. */
export async function sidewaysPixels(page: Page): Promise<number> {
  await laidOut(page);
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/**
 * Names, flags and paths in tables of the text that stand on two lines, cut within a word. A line may end behind a hyphen
 * or a slash. Digests in the views of statements, longer than a phone is wide, are none of them.
 */
export function findCutNames(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    for (const code of document.querySelectorAll('.sl-markdown-content table:not(.not-content *) code')) {
      const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        let from = 0;
        for (const part of (node.textContent ?? '').split(/(?<=[-/\s])/)) {
          const range = document.createRange();
          range.setStart(node, from);
          range.setEnd(node, from + part.trimEnd().length);
          from += part.length;
          const lines = [...range.getClientRects()].filter(({ width }) => width > 0.5);
          if (new Set(lines.map(({ top }) => Math.round(top))).size > 1) cut.push(part);
        }
      }
    }
    return cut;
  });
}
