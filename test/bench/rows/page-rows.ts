/** What a chapter costs before anybody touches it, beside a Starlight page of the same text. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { openBrowser, whyNoBrowser } from '../../e2e/harness/browser.ts';
import { serveFolder } from '../../e2e/harness/static-host.ts';
import { weighPages } from '../../size.ts';
import { NotHere, type Row } from '../row.ts';
import { figuresOf, type Painted } from './page-load.ts';
import { builtStarlight, chapterNames } from './starlight-site.ts';

const beside = 'a Starlight page of the same text';

/** The folder of the peer's site, or why there is none. */
async function findPeer(signal: AbortSignal): Promise<{ dist?: string; peerNotHere?: string }> {
  try {
    return { dist: await builtStarlight(signal) };
  } catch (error) {
    if (error instanceof NotHere) return { peerNotHere: error.message };
    throw error;
  }
}

/** The heaviest of the chapters. */
async function weighChapters(dist: string): Promise<number> {
  const chapters = chapterNames().map((name) => join(name, 'index.html'));
  const pages = (await weighPages(dist)).filter(({ page }) => chapters.includes(page));
  if (pages.length !== chapters.length) throw new Error(`${dist} has ${pages.length} chapters`);
  return (pages[0]?.bytes ?? Number.NaN) / 1000;
}

export const weight: Row = {
  id: 'weight',
  what: 'Script of the heaviest chapter before anybody touches it, gzip',
  beside,
  unit: 'kB',
  goal: { ours: 12 },
  rounds: 1,
  async open(signal) {
    await buildSite(() => undefined, signal);
    const { dist, peerNotHere } = await findPeer(signal);
    return {
      ours: () => weighChapters(siteDir),
      ...(dist !== undefined && { peer: () => weighChapters(dist) }),
      ...(peerNotHere !== undefined && { peerNotHere }),
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};

/** Both sites from the same host of static files, each load in a profile of its own. */
function paint(row: Pick<Row, 'id' | 'what' | 'rounds' | 'quickRounds'>, figure: keyof Painted): Row {
  return {
    ...row,
    beside,
    goal: { ratio: 1.1 },
    async open(signal) {
      const why = whyNoBrowser();
      if (why !== undefined) throw new NotHere(why);
      await buildSite(() => undefined, signal);
      const { dist, peerNotHere } = await findPeer(signal);
      await using made = new AsyncDisposableStack();
      const browser: Browser = await openBrowser();
      made.defer(() => browser.close());
      const [chapter = ''] = chapterNames().toReversed();
      const side = async (folder: string) => {
        const { url } = made.use(await serveFolder(folder));
        return async () => (await figuresOf(browser, `${url}/${chapter}/`, figure))[figure];
      };
      const ours = await side(siteDir);
      const peer = dist === undefined ? undefined : await side(dist);
      const all = made.move();
      return {
        ours,
        ...(peer && { peer }),
        ...(peerNotHere !== undefined && { peerNotHere }),
        [Symbol.asyncDispose]: () => all.disposeAsync(),
      };
    },
  };
}

export const paintLargest = paint(
  {
    id: 'paint',
    what: 'A chapter’s largest contentful paint, at a quarter of the CPU',
    rounds: 12,
    quickRounds: 3,
  },
  'largestMs',
);

export const paintInteractive = paint(
  {
    id: 'interactive',
    what: 'A chapter’s time to interactive, at a quarter of the CPU',
    rounds: 10,
    quickRounds: 0,
  },
  'interactiveMs',
);
