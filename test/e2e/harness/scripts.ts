import { gzipSync } from 'node:zlib';
import type { Page, Request } from 'playwright-core';
import { inlineScripts } from '../../../src/site/integrations/inline-scripts.ts';

/** One script as it came over the wire, in bytes. */
export interface LoadedScript {
  readonly name: string;
  readonly bytes: number;
}

const idleMs = 2000;

/**
 * Opens a page with nothing in the browser's cache and touches nothing. Every script that it loaded by itself until it
 * had been idle for two seconds, as it was sent; those in its HTML too, as gzip makes them.
 */
export async function scriptsOfUntouched(page: Page, url: string): Promise<readonly LoadedScript[]> {
  const cache = await page.context().newCDPSession(page);
  await cache.send('Network.enable');
  await cache.send('Network.setCacheDisabled', { cacheDisabled: true });
  // What the page before still loads is not this one's.
  await page.goto('about:blank');
  const requests: Request[] = [];
  const collect = (request: Request) => {
    if (request.resourceType() === 'script') requests.push(request);
  };
  page.on('requestfinished', collect);
  try {
    const answer = await page.goto(url);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(idleMs);
    const inline = inlineScripts((await answer?.text()) ?? '').map((text, index) => ({
      name: `inline ${index + 1}`,
      bytes: gzipSync(text).length,
    }));
    const loaded = requests.map(async (request) => ({
      name: new URL(request.url()).pathname,
      bytes: (await request.sizes()).responseBodySize,
    }));
    return [...inline, ...(await Promise.all(loaded))];
  } finally {
    page.off('requestfinished', collect);
    await cache.detach();
  }
}
