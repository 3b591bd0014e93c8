/** How long the book takes to build, and how that grows with its pages. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeChapters, makeLabs } from '../growth/make-labs.ts';
import { makeScratchProject } from '../growth/scratch-project.ts';
import { NotHere, type Row } from '../row.ts';
import { buildStarlight, chapterNames, laySite } from './starlight-site.ts';

export const build: Row = {
  id: 'build',
  what: '`npm run build` from cold',
  beside: 'Starlight with the same chapters from cold',
  goal: { ratio: 1.5 },
  rounds: 4,
  quickRounds: 0,
  async open(signal) {
    await using made = new AsyncDisposableStack();
    const project = made.use(await makeScratchProject());
    let site: string | undefined;
    let peerNotHere: string | undefined;
    try {
      site = await laySite(`build.${process.pid}`, signal);
      const laid = site;
      made.defer(() => rmSync(laid, { recursive: true, force: true }));
    } catch (error) {
      if (!(error instanceof NotHere)) throw error;
      peerNotHere = error.message;
    }
    const peer = site;
    const all = made.move();
    return {
      ours: (within) => project.build(within),
      ...(peer !== undefined && { peer: (within: AbortSignal) => buildStarlight(peer, within) }),
      ...(peerNotHere !== undefined && { peerNotHere }),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
};

const [few, many] = [10, 100];

/** 1,000 pages would take longer than a row may. */
export const growthBuild: Row = {
  id: 'growth-build',
  what: `\`npm run build\` with ${many} labs and their pages more, for each page`,
  beside: `with ${few} more`,
  unit: 'ms a page',
  goal: { ratio: 1 },
  rounds: 2,
  quickRounds: 0,
  async open() {
    await using made = new AsyncDisposableStack();
    const totals: Record<string, number[]> = {};
    const side = async (count: number) => {
      const project = made.use(await makeScratchProject());
      const labs = makeLabs(join(project.path, 'labs'), count, '../../../src/lab/authoring.ts');
      makeChapters(join(project.path, 'content'), labs);
      const pages = chapterNames().length + count;
      return async (signal: AbortSignal) => {
        const since = performance.now();
        await project.build(signal);
        const took = performance.now() - since;
        const name = `${pages} pages`;
        totals[name] = [...(totals[name] ?? []), took];
        return took / pages;
      };
    };
    const [ours, peer] = [await side(many), await side(few)];
    const all = made.move();
    return { ours, peer, spans: () => totals, [Symbol.asyncDispose]: () => all.disposeAsync() };
  },
};
