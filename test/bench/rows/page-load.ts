/** How a page loads in Chromium at a quarter of the CPU. */
import type { Browser } from 'playwright-core';

export interface Painted {
  /** Largest Contentful Paint, milliseconds after the navigation began. */
  readonly largestMs: number;
  /**
   * Time to Interactive: the end of the last task of more than 50 ms before the page was quiet for two seconds; at
   * least the first paint, and the end of what waited for the document. Read only where it is asked for.
   */
  readonly interactiveMs: number;
}

interface Watched {
  largest: number;
  longEnd: number;
}

const slowdown = 4;
const quietMs = 2_000;

/** Loads it in a profile of its own, with an empty cache. */
export async function figuresOf(browser: Browser, url: string, figure: keyof Painted): Promise<Painted> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(() => {
      const watched: Watched = { largest: 0, longEnd: 0 };
      (window as unknown as { watched: Watched }).watched = watched;
      const watch = (type: string, see: (entry: PerformanceEntry) => void) =>
        new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true });
      watch('largest-contentful-paint', (entry) => {
        watched.largest = entry.startTime;
      });
      watch('longtask', (entry) => {
        watched.longEnd = entry.startTime + entry.duration;
      });
    });
    await page.goto(url, { waitUntil: 'load' });
    // For the largest paint it is enough that fonts are there and a frame was drawn since.
    const settleMs = figure === 'largestMs' ? 300 : quietMs;
    await page.evaluate(() => document.fonts.ready);
    await page.waitForFunction(
      (ms) => {
        const { watched } = window as unknown as { watched: Watched };
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        return performance.now() > Math.max(watched.longEnd, navigation?.loadEventEnd ?? 0) + ms;
      },
      settleMs,
      { timeout: 60_000 },
    );
    return await page.evaluate(() => {
      const { watched } = window as unknown as { watched: Watched };
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
      const parsed = navigation?.domContentLoadedEventEnd ?? 0;
      return { largestMs: watched.largest, interactiveMs: Math.max(painted, parsed, watched.longEnd) };
    });
  } finally {
    await context.close();
  }
}
