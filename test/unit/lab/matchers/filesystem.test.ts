import { describe, expect, it } from 'vitest';
import { files } from '../../../../src/lab/matchers/filesystem.ts';
import type { ObservedMount } from '../../../../src/lab/observation/observation.ts';
import { makeObservation, makeObserved } from '../../../fixtures/observed.ts';
import { judged, judgedWhereGone } from './judged.ts';

const mount = (mountPoint: string, readOnly: boolean, type = 'ext4'): ObservedMount => ({
  mountPoint,
  type,
  source: '/dev/sda',
  readOnly,
  options: [readOnly ? 'ro' : 'rw'],
});
const mounting = (...more: ObservedMount[]) => {
  const { mounts } = makeObserved();
  const value = mounts.source === 'kernel' ? [...mounts.value, ...more] : more;
  return makeObservation([makeObserved('web', { mounts: { source: 'kernel', value } })]);
};

describe('file systems', () => {
  it.each([
    [files.rootReadOnly(), mounting(), 'pass web: root file system is read-only.'],
    [files.rootWritable(), mounting(), 'fail web: root file system is read-only; expected writable.'],
    [files.mounted('/srv'), mounting(), 'pass web: /srv is a read-only ext4.'],
    [files.mounted('/data'), mounting(), 'fail web: nothing is mounted at /data; expected a mount at /data.'],
    [files.notMounted('/data'), mounting(), 'pass web: nothing is mounted at /data.'],
    [files.notMounted('/srv'), mounting(), 'fail web: /srv is a read-only ext4; expected no mount at /srv.'],
    [files.mountedReadOnly('/srv'), mounting(), 'pass web: /srv is a read-only ext4.'],
    [
      files.mountedReadOnly('/srv'),
      mounting(mount('/srv', false, 'tmpfs')),
      'fail web: /srv is a writable tmpfs; expected read-only.',
    ],
    [
      files.mountedReadOnly('/data'),
      mounting(),
      'fail web: nothing is mounted at /data; expected read-only.',
    ],
    [files.writableWithin(), mounting(), 'pass web: can write to nothing.'],
    [files.writableWithin('/tmp'), mounting(mount('/tmp', false)), 'pass web: can write to /tmp.'],
    // Where it is mounted makes a volume no part of the runtime.
    [
      files.writableWithin(),
      mounting(mount('/dev/data', false), mount('/sys/block', false, 'tmpfs'), mount('/proc/keep', false)),
      'fail web: can write to /dev/data, /sys/block and /proc/keep; expected no writable mount.',
    ],
    [
      files.writableWithin(),
      mounting(
        ...['/dev/shm', '/dev/null', '/proc/kcore', '/sys/fs/cgroup'].map((at) => mount(at, false, 'tmpfs')),
      ),
      'pass web: can write to nothing.',
    ],
    [
      files.writableWithin('/tmp'),
      mounting(mount('/tmp', false), mount('/data', false)),
      'fail web: can write to /data; expected writable at most /tmp.',
    ],
  ])('%j', (expectation, observation, wanted) => {
    expect(judged(expectation, observation)).toBe(wanted);
  });

  it('says that a fact is unknown, and judges nothing by it', () => {
    const mounts = { source: 'unknown', reason: 'the probe is away', cause: 'host-lacks' } as const;
    const unseen = makeObservation([makeObserved('web', { mounts })]);
    expect(judged(files.notMounted('/data'), unseen)).toBe('skip Not judged here: the probe is away.');
    expect(judged(files.writableWithin(), unseen)).toBe('skip Not judged here: the probe is away.');
  });

  it('passes nothing where there is no container or none that runs', () => {
    expect(judgedWhereGone(files.notMounted('/data'))).toEqual({
      missing: 'fail There is no container of service “web”: no container runs. Expected no mount at /data.',
      stopped: 'fail web: is exited with status 3; expected no mount at /data.',
    });
  });
});
