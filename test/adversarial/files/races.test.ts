/** A container puts a link where a folder was while the server removes that folder. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { exchange, whyNoExchange } from './exchanging.ts';
import { layIn } from './laid.ts';

const roundsMs = 3_000;
const names = Array.from({ length: 200 }, (_, index) => `f${index}`);

function fill(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), 'x');
}

/** The container has no end: it makes anew what is deleted. */
function again(root: string): (path: string) => void {
  let isDone = false;
  return () => {
    if (!isDone) fillOnce(root);
    isDone = true;
  };
}

function fillOnce(root: string): void {
  try {
    fill(join(root, 'web', 'p', 'd'));
  } catch {
    // The other process has just made something of the name.
  }
}

/** Rounds of a removal while `web/p/d` is a folder and a link in turn; all that is in the canary has to stay. */
async function remove(work: (root: string) => Promise<unknown>): Promise<number> {
  using folder = makeTemporaryFolder();
  const [root, canary] = [join(folder.path, 'workspace'), join(folder.path, 'canary')];
  fill(canary);
  fill(join(canary, 'deep'));
  const before = readdirSync(canary, { recursive: true }).sort();
  const until = performance.now() + roundsMs;
  let rounds = 0;
  while (rounds < 3 || performance.now() < until) {
    rounds += 1;
    const web = join(root, 'web');
    fill(join(web, 'p', 'd'));
    fill(join(web, 'p', 'd', 'deep'));
    symlinkSync(canary, join(web, 'l'));
    {
      await using _ = await exchange(join(web, 'p', 'd'), join(web, 'l'));
      await work(root).catch(() => undefined);
    }
    expect(readdirSync(canary, { recursive: true }).sort()).toEqual(before);
    // What a round left, as when the other side was faster.
    await new Workspace(root).remove('web').catch(() => undefined);
    expect(readdirSync(canary, { recursive: true }).sort()).toEqual(before);
    expect(existsSync(web)).toBe(false);
  }
  return rounds;
}

it('case 94: a container puts a link where Solve has just deleted a folder: nothing behind the link goes', async () => {
  using folder = makeTemporaryFolder();
  const [root, canary] = [join(folder.path, 'workspace'), join(folder.path, 'canary')];
  const [files, links] = [join(root, 'web', 'p', 'd'), join(root, 'compose.yaml')];
  fill(canary);
  fill(files);
  symlinkSync(join(canary, 'f1'), links);
  const lab = new Map([['compose.yaml', { content: Buffer.from('of the lab'), executable: false }]]);
  // The last to go.
  writeFileSync(join(root, 'a'), 'x');
  await layIn(root, lab, (path) => {
    if (path !== 'a') return;
    expect(existsSync(join(root, 'web'))).toBe(false);
    mkdirSync(join(root, 'web', 'p'), { recursive: true });
    symlinkSync(canary, files);
  });
  expect(readdirSync(canary).sort()).toEqual(names.toSorted());
  expect(readFileSync(join(canary, 'f1'), 'utf8')).toBe('x');
  expect(readdirSync(root)).toEqual(['compose.yaml']);
  expect(lstatSync(links).isFile()).toBe(true);
});

const why = whyNoExchange();

describe.skipIf(why !== undefined)(
  `folders that become links${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    it('case 93: a container exchanges a folder for a link while the page deletes what holds it: nothing behind the link goes', async () => {
      expect(await remove((root) => new Workspace(root).remove('web/p'))).toBeGreaterThan(2);
    });

    it('case 93: the same where the page deletes the folder itself', async () => {
      expect(await remove((root) => new Workspace(root).remove('web/p/d'))).toBeGreaterThan(2);
    });

    it('case 94: a container exchanges a folder for a link while Solve clears it away: nothing behind the link goes', async () => {
      expect(await remove((root) => layIn(root, new Map(), again(root)))).toBeGreaterThan(2);
    });

    it('case 94: while Solve writes into that folder: nothing is written behind the link', async () => {
      const files = new Map([['web/p/d/new', { content: Buffer.from('of the lab'), executable: false }]]);
      expect(await remove((root) => layIn(root, files, again(root)))).toBeGreaterThan(2);
    });
  },
);
