import { formatMemory } from '../../lab/general/units.ts';
import type { ObservedLimits } from '../../lab/observation/observation.ts';
import type { Rule } from '../rule.ts';

/** That a limit is there at all; how high it should be depends on the service. */
const limited = (what: string, of: keyof ObservedLimits, word: (value: number) => string): Rule['look'] => ({
  judge({ limits }) {
    if (limits.source === 'unknown') return { unknown: limits };
    const value = limits.value[of];
    return {
      ok: value > 0,
      observed: value > 0 ? `is limited to ${word(value)}` : `has no ${what}`,
      expected: `a ${what}`,
    };
  },
});

export const limitRules: readonly Rule[] = [
  {
    id: 'memory-limit',
    title: 'has a memory limit',
    severity: 'medium',
    chapter: 'cgroups',
    anchor: 'three-limits-three-outcomes',
    why: 'Memory is the host’s until somebody draws a line; the kernel’s choice of a victim may be another service.',
    look: limited('memory limit', 'memoryBytes', formatMemory),
    mend: { set: { mem_limit: '256m' }, notes: ['twice of what “docker stats” shows under load is a start'] },
  },
  {
    id: 'pids-limit',
    title: 'has a limit of processes',
    severity: 'medium',
    chapter: 'cgroups',
    anchor: 'three-limits-three-outcomes',
    why: 'A fork bomb needs nothing but process ids, and those are shared with the host.',
    look: limited('limit of processes', 'pids', (value) => `${value} processes`),
    mend: { set: { pids_limit: 128 } },
  },
  {
    id: 'cpu-limit',
    title: 'has a CPU limit',
    severity: 'info',
    chapter: 'cgroups',
    anchor: 'three-limits-three-outcomes',
    why: 'Without one it shares fairly under load and takes all that is idle, which is often right.',
    look: limited('CPU limit', 'cpus', (value) => `${value} CPUs`),
    mend: { set: { cpus: 1 } },
  },
];
