import { expect, it } from 'vitest';
import { type ContainerCopy, copyContainer } from '../../../src/why/container-copy.ts';
import { findRefusers } from '../../../src/why/find-refusers.ts';
import { emptyMounts } from '../../../src/why/loosening.ts';

const copy = copyContainer(
  { Image: 'a', Config: { User: '1000' }, HostConfig: { NetworkMode: 'n', MaskedPaths: ['/proc/keys'] } },
  ['x'],
);
const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id);
/** As an engine would answer where the program succeeds under this condition. */
const where = (succeeds: (copy: ContainerCopy) => boolean) => async (tried: ContainerCopy) =>
  succeeds(tried) ? { status: 0, output: '' } : { status: 1, output: 'no' };
const isUnfiltered = ({ HostConfig }: ContainerCopy) => HostConfig.SecurityOpt.includes('seccomp=unconfined');

it('a program that refuses to run as root is let through as its user', async () => {
  const refusal = await findRefusers(
    copy,
    where((tried) => isUnfiltered(tried) && tried.User === '1000'),
  );
  expect(refusal.found).toBe('refused');
  expect(ids(refusal.refusers)).toEqual(['seccomp']);
});

it('a last resort is named where nothing else helps, and with what else it takes', async () => {
  const resort = emptyMounts(['/x']);
  const isOpen = ({ HostConfig }: ContainerCopy) => HostConfig.Tmpfs?.['/x'] !== undefined;
  const both = await findRefusers(
    copy,
    where((tried) => isOpen(tried) && isUnfiltered(tried)),
    [resort],
  );
  expect(ids(both.refusers).sort()).toEqual(['read-only-mounts', 'seccomp']);
  const none = await findRefusers(
    copy,
    where(() => false),
    [resort],
  );
  expect(none.found).toBe('none-of-these');
  const filter = await findRefusers(copy, where(isUnfiltered), [resort]);
  expect(ids(filter.refusers)).toEqual(['seccomp']);
});

it('what is not started whatever is off is said to be that, with the reason', async () => {
  const refused = 'OCI runtime create failed: exec: "x": executable file not found';
  const refusal = await findRefusers(copy, async () => ({ refused, output: '' }));
  expect(refusal).toMatchObject({ found: 'not-started', after: { refused } });
});
