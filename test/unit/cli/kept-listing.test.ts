import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { type LabListing, listingOf } from '../../../src/cli/kept-listing.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const listing: LabListing = {
  labs: [
    {
      id: 'start/one',
      chapter: 'start',
      title: 'One',
      level: 'guided',
      minutes: 5,
      after: [],
      grants: ['a power'],
      takeaway: { file: 'compose.yaml', why: 'It is yours.' },
      opens: 'compose.yaml',
      tasks: [{ id: 'see', title: 'See it', checks: ['up'], questions: [], hints: 1 }],
      checks: [{ id: 'up', task: 'see', title: 'It is up', of: 1, guard: false }],
      questions: [],
    },
  ],
  broken: [],
};

const files = {
  'labs/start/one/lab.ts': 'export default 1;',
  'labs/start/one/start/compose.yaml': 'services: {}',
  'src/lab/matcher.ts': 'export const a = 1;',
  'src/runner/library/lab-library.ts': 'export const b = 1;',
  'package-lock.json': '{}',
};

function makeCheckout() {
  const folder = makeTemporaryFolder();
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    writeFileSync(join(folder.path, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  let readings = 0;
  return {
    root: folder.path,
    kept: join(folder.path, '.drydock', 'labs.json'),
    write,
    /** Whether the manifests had to be read. */
    async isRead(found = listing): Promise<boolean> {
      const before = readings;
      const given = await listingOf(folder.path, async () => {
        readings += 1;
        return found;
      });
      expect(given).toEqual(found);
      return readings > before;
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

it('reads the manifests once, and again where something has changed of which a listing is made', async () => {
  using checkout = makeCheckout();
  expect(await checkout.isRead()).toBe(true);
  expect(await checkout.isRead()).toBe(false);
  for (const file of Object.keys(files).filter((name) => !name.endsWith('.yaml'))) {
    checkout.write(file, `${readFileSync(join(checkout.root, file), 'utf8')} `);
    expect([file, await checkout.isRead(), await checkout.isRead()]).toEqual([file, true, false]);
  }
  // A manifest may name a folder, which is there or not.
  checkout.write('labs/shared/app.js', '1');
  expect([await checkout.isRead(), await checkout.isRead()]).toEqual([true, false]);
  rmSync(join(checkout.root, 'labs/shared'), { recursive: true });
  expect([await checkout.isRead(), await checkout.isRead()]).toEqual([true, false]);
});

it('keeps no listing in which a lab is broken', async () => {
  using checkout = makeCheckout();
  const broken = { ...listing, broken: [{ id: 'start/two', message: 'It is wrong.', fix: 'Mend it.' }] };
  expect(await checkout.isRead(broken)).toBe(true);
  expect(await checkout.isRead(broken)).toBe(true);
});

it('keeps no listing of manifests that were changed while they were read', async () => {
  using checkout = makeCheckout();
  await listingOf(checkout.root, async () => {
    checkout.write('labs/start/one/lab.ts', 'export default 2;');
    return listing;
  });
  expect(await checkout.isRead()).toBe(true);
});

it('reads the manifests where what was kept is damaged, or of another form', async () => {
  using checkout = makeCheckout();
  await checkout.isRead();
  const { made } = JSON.parse(readFileSync(checkout.kept, 'utf8'));
  for (const text of ['', '{"made":', JSON.stringify({ made, labs: [{ id: 'start/one' }] })]) {
    writeFileSync(checkout.kept, text);
    expect([text, await checkout.isRead(), await checkout.isRead()]).toEqual([text, true, false]);
  }
});

it('lists labs also where nothing can be kept', async () => {
  using checkout = makeCheckout();
  writeFileSync(dirname(checkout.kept), 'a file in the place of the folder');
  expect(await checkout.isRead()).toBe(true);
  expect(await checkout.isRead()).toBe(true);
});
