/** What a run leaves in the store, however often it is brought up. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { newSubmission } from '../../fixtures/assignments.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { fillCourse } from '../../fixtures/enrolled-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
beforeEach(() => {
  folder = makeTemporaryFolder();
  store = openStore(join(folder.path, 'drydock.db'));
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

describe('case 229: versions of files without end', () => {
  const megabyte = (fill: number) => Buffer.alloc(1024 * 1024, fill);

  it('the newest 64 MiB of a run stay, and contents that nothing refers to any more go', () => {
    const [run, other] = (['start/first-container', 'base-images/measure'] as const).map(
      (lab) => store.createRun(newRun(store.localPerson().party.id, lab)).id,
    );
    const add = (to = '', fill = 0) =>
      store.addRevision({ run: to, path: 'built', reason: 'applied' }, megabyte(fill)).hash;
    const hashes = Array.from({ length: 70 }, (_, fill) => add(run, fill));
    const shared = add(other, 69);
    for (let fill = 70; fill < 140; fill += 1) hashes.push(add(run, fill));
    expect(store.listRevisions(run ?? '').map(({ hash }) => hash)).toEqual(hashes.slice(-64));
    expect(hashes.filter((hash) => store.readBlob(hash) === undefined)).toEqual(
      hashes.slice(0, -64).filter((hash) => hash !== shared),
    );
    expect(store.listRevisions(other ?? '').map(({ hash }) => hash)).toEqual([shared]);
  });

  it('the newest 10,000 of a run stay: one look at a whole workspace', () => {
    const run = store.createRun(newRun(store.localPerson().party.id)).id;
    const name = (index: number) => `file-${index}`;
    const files = (from: number) =>
      new Map(Array.from({ length: 10_000 }, (_, index) => [name(from + index), Buffer.from(name(index))]));
    store.addSnapshot(run, 'applied', files(0));
    store.addSnapshot(run, 'applied', files(5));
    const paths = store.listRevisions(run).map(({ path }) => path);
    const wanted = files(5);
    expect(paths.filter((path) => !wanted.has(path))).toEqual([]);
    expect(new Set(paths).size).toBe(10_000);
    expect(paths).toHaveLength(10_000);
  });

  it('what was handed in stays', () => {
    const course = fillCourse(store, ['Ada']);
    const [ada] = course.people;
    if (ada === undefined) throw new Error('nobody is enrolled');
    const { run, party, id: person } = ada;
    const { hash } = store.addRevision({ run, path: 'a', reason: 'saved' }, megabyte(0));
    const files = new Map([['a', { content: megabyte(0), executable: false }]]);
    store.submit(newSubmission({ assignment: course.assignment.id, run, party, person, key: 'k', files }));
    for (let fill = 1; fill <= 64; fill += 1)
      store.addRevision({ run, path: 'a', reason: 'saved' }, megabyte(fill));
    expect(store.listRevisions(run)).toHaveLength(64);
    expect(store.readSubmittedFile(hash ?? '')).toEqual(new Uint8Array(megabyte(0)));
  });
});
