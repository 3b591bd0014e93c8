import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCgroupLimits } from '../../../../src/observe/proc/cgroup-limits.ts';

const v1 = {
  'memory.limit_in_bytes': '67108864\n',
  'memory.usage_in_bytes': '2097152\n',
  'cpu.cfs_quota_us': '50000\n',
  'cpu.cfs_period_us': '100000\n',
  'pids.max': '64\n',
  'pids.current': '1\n',
};
const v2 = {
  'memory.max': '67108864\n',
  'memory.current': '2097152\n',
  'cpu.max': '150000 100000\n',
  'pids.max': '64\n',
  'pids.current': '1\n',
};
const limitsOf = (files: Record<string, string>) => parseCgroupLimits((file) => files[file]);

describe('limits of a cgroup', () => {
  it('reads v1', () => {
    expect(limitsOf(v1)).toEqual({
      source: 'kernel',
      value: { memoryBytes: 67108864, memoryUsedBytes: 2097152, cpus: 0.5, pids: 64, pidsUsed: 1 },
    });
  });

  it('reads v2', () => {
    expect(limitsOf(v2)).toMatchObject({ value: { memoryBytes: 67108864, cpus: 1.5, pids: 64 } });
  });

  it('writes none as 0', () => {
    const none = { memoryBytes: 0, cpus: 0, pids: 0 };
    const v1None = {
      'memory.limit_in_bytes': '9223372036854771712\n',
      'cpu.cfs_quota_us': '-1\n',
      'pids.max': 'max\n',
    };
    expect(limitsOf({ ...v1, ...v1None })).toMatchObject({ value: none });
    const v2None = { 'memory.max': 'max\n', 'cpu.max': 'max 100000\n', 'pids.max': 'max\n' };
    expect(limitsOf({ ...v2, ...v2None })).toMatchObject({ value: none });
  });

  it.each(Object.keys(v1))('does not take %s that was not read for no limit', (missing) => {
    const { [missing]: _, ...files } = v1 as Record<string, string>;
    expect(limitsOf(files).source).toBe('unknown');
  });

  it('never throws, whatever the texts', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys({ ...v1, ...v2 })), fc.string()),
        (files) => void limitsOf(files),
      ),
    );
  });
});
