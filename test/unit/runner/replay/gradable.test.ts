/** Which labs of the book can be graded, and why others cannot. */
import { beforeAll, expect, test } from 'vitest';
import { LabLibrary } from '../../../../src/runner/library/lab-library.ts';
import { readGradable, whyNotGraded } from '../../../../src/runner/replay/gradable.ts';

let library: LabLibrary;
beforeAll(async () => {
  library = await LabLibrary.open('labs');
});

test.each([
  ['runtimes/bundle', 'lets its containers reach what looks at them'],
  // Their solutions do without what one of their other right answers uses.
  [
    'namespaces/user',
    'lets its containers reach what looks at them, or the engine that says which is which (desk',
  ],
  ['stack/attack', 'lets its containers reach what looks at them, or the engine that says which is which ('],
  ['bpf/watch', 'lets its containers reach what looks at them'],
  [
    'sbom/sign',
    'is done in a shell, and what it leaves in an engine is left by whoever is root of that engine',
  ],
])('%s cannot be, and says why', async (id, why) => {
  expect(await whyNotGraded(library.get(id))).toContain(`${id} ${why}`);
});

test.each(['start/first-container', 'stack/assemble'])('%s can be', async (id) => {
  expect(await whyNotGraded(library.get(id))).toBeUndefined();
});

test('a lab can be whose right answers do without what its start has: work that still has it is another matter', async () => {
  const transfer = library.get('stack/transfer');
  expect(transfer.manifest.grants.map(({ key, value }) => `${key}=${value}`)).toEqual(
    expect.arrayContaining(['pid=host', 'volumes=/etc']),
  );
  expect(await whyNotGraded(transfer)).toBeUndefined();
});

test('all are known at once, as each by itself', async () => {
  const reasons = await readGradable(library);
  for (const lab of library.list()) expect(reasons(lab.id)).toBe(await whyNotGraded(lab));
});
