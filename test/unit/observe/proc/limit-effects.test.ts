import { describe, expect, it } from 'vitest';
import { parseLimitEffects } from '../../../../src/observe/proc/limit-effects.ts';

const effectsOf = (files: Readonly<Record<string, string>>) => parseLimitEffects((file) => files[file]);
const kernel = <T>(value: T) => ({ source: 'kernel', value });

describe('what limits did', () => {
  it('is read of cgroup v1', () => {
    const files = {
      'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n',
      'memory.limit_in_bytes': '67108864\n',
      'memory.memsw.limit_in_bytes': '134217728\n',
      'pids.events': 'max 24\n',
      'cpu.stat': 'nr_periods 100\nnr_throttled 40\nthrottled_time 2500000\n',
    };
    expect(effectsOf(files)).toEqual({
      oomKills: kernel(3),
      pidsRefused: kernel(24),
      throttling: kernel({ periods: 100, throttled: 40, throttledMs: 2.5 }),
      swapBytes: kernel(67108864),
    });
  });

  it('is read of cgroup v2', () => {
    const files = {
      'memory.events': 'low 0\nhigh 0\nmax 12\noom 4\noom_kill 2\noom_group_kill 0\n',
      'memory.swap.max': '0\n',
      'pids.events': 'max 5\n',
      'cpu.stat': 'usage_usec 9\nnr_periods 10\nnr_throttled 4\nthrottled_usec 1500\nnr_bursts 0\n',
    };
    expect(effectsOf(files)).toEqual({
      oomKills: kernel(2),
      pidsRefused: kernel(5),
      throttling: kernel({ periods: 10, throttled: 4, throttledMs: 1.5 }),
      swapBytes: kernel(0),
    });
  });

  it('says that there is no limit of swap', () => {
    const none = '9223372036854771712\n';
    const v1 = { 'memory.limit_in_bytes': none, 'memory.memsw.limit_in_bytes': none };
    expect(effectsOf(v1).swapBytes).toEqual(kernel(null));
    expect(effectsOf({ 'memory.swap.max': 'max\n' }).swapBytes).toEqual(kernel(null));
  });

  it('is unknown, each by itself, where a file is missing or says nothing of it', () => {
    const effects = effectsOf({ 'pids.events': 'max 0\n', 'memory.oom_control': 'oom_kill_disable 0\n' });
    expect(effects.pidsRefused).toEqual(kernel(0));
    for (const fact of [effects.oomKills, effects.throttling, effects.swapBytes])
      expect(fact).toMatchObject({ source: 'unknown', reason: expect.stringContaining('could be read') });
  });
});
