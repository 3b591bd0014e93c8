import { expect, test } from 'vitest';
import type { Refusal } from '../../../src/lab/wire/refusal.ts';
import { copyContainer } from '../../../src/why/container-copy.ts';
import { looseningsOf } from '../../../src/why/loosening.ts';
import { tellRefusal } from '../../../src/why/tell-refusal.ts';

const all = looseningsOf(
  copyContainer({ Image: 'a', Config: { User: '1000' }, HostConfig: { ReadonlyRootfs: true } }, ['x']),
);
const named = (...ids: string[]) => all.filter(({ id }) => ids.includes(id));
const before = { status: 1, output: 'x: Operation not permitted' };
const ok = { status: 0, output: '' };
const refused = { refusers: [], orElse: [], unavailable: [], untried: [], before, after: ok, trials: 9 };
const told = (refusal: Partial<Refusal>) =>
  tellRefusal({ found: 'refused', ...refused, ...refusal }, 'x').join('\n');

test('one refuser is named with what would let it through, and what else would', () => {
  const text = told({ refusers: named('seccomp'), orElse: named('capability:SYS_ADMIN') });
  expect(text).toContain('x:\n  x: Operation not permitted\nIt was refused by the seccomp filter.');
  expect(text).toContain('With that alone off, it ends with 0.');
  expect(text).toContain('Another way through: `cap_add: [SYS_ADMIN]`');
  expect(text).toContain('9 copies were run, and removed.');
});

test('several are a list, each with what to do', () => {
  const text = told({ refusers: named('read-only-root', 'user') });
  expect(text).toContain('2 refuse it, each for itself.');
  expect(text).toMatch(/ {2}- the read-only root file system\n {2}- the kernel, since it is not user 0/);
});

test('what no defence refuses, what is not refused, and what does not start, are told apart', () => {
  expect(told({ found: 'none-of-these', after: { status: 3, output: 'still' } })).toContain(
    'with all of them off, x ends with 3 too.\n  still',
  );
  expect(told({ found: 'not-refused', before: ok })).toContain('x is not refused in a copy: it ends with 0.');
  const after = { status: undefined, refused: 'no such file', output: '' };
  expect(told({ found: 'not-started', after })).toContain(
    'The Engine does not start x in a copy: no such file',
  );
  expect(
    told({ found: 'refused', after: { status: undefined, output: '' }, refusers: named('user') }),
  ).toContain('it runs on.');
});

test('what this Engine cannot give is named', () => {
  expect(told({ unavailable: named('capability:SYS_RESOURCE') })).toContain('cannot give SYS_RESOURCE');
});

test('what no copy can show is said, and that nobody was found is no claim then', () => {
  const text = told({ found: 'none-of-these', after: before, untried: ['what it writes to /data'] });
  expect(text).toContain('No defence is found that refuses it');
  expect(text).toContain('Not tried: what it writes to /data.');
});
