import { formatMemory } from '../../lab/general/units.ts';
import { limits } from '../../lab/matchers/limits.ts';
import { listWords } from '../../lab/matchers/matcher.ts';
import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { ObservedLimits } from '../../lab/observation/observation.ts';
import type { Rule } from '../rule.ts';

/** That a limit is there at all; how high it should be depends on the service. */
const limited = (what: string, of: keyof ObservedLimits, word: (value: number) => string): Rule['look'] => ({
  judge({ limits: seen }) {
    if (seen.source === 'unknown') return { unknown: seen };
    const value = seen.value[of];
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
  {
    id: 'swap-limit',
    title: 'has no swap beside its memory',
    severity: 'info',
    chapter: 'cgroups',
    anchor: 'three-limits-three-outcomes',
    why: 'A memory limit alone allows as much swap again, where the host has some: what takes too much is slow for long before it ends.',
    look: { expect: limits.swapAtMost(0) },
    coveredBy: ['memory-limit'],
    mend: ({ limits: of }) => ({
      set: {
        memswap_limit: of.source === 'unknown' ? '256m' : `${Math.ceil(of.value.memoryBytes / 2 ** 20)}m`,
      },
      notes: ['the same number as mem_limit: it is memory and swap together'],
    }),
  },
  {
    id: 'tmpfs-size',
    title: 'has a size for each tmpfs',
    severity: 'low',
    chapter: 'cgroups',
    anchor: 'who-is-killed',
    why: 'What lies in a tmpfs is memory. Without a size it may hold half of the host’s, and the kernel kills the service for a file that is too large.',
    look: {
      judge({ declared }) {
        const without = unsized(declared.tmpfs);
        return {
          ok: without.length === 0,
          observed: without.length === 0 ? 'has none without' : `has no size for ${listWords(without)}`,
          expected: 'a size for each',
        };
      },
    },
    mend: ({ declared }) => ({ set: sizedTmpfs(declared) }),
  },
];

/** Whether an option of a tmpfs bounds what it may hold; the last of them holds, and 0 is no bound: tmpfs(5). */
const isBound = (option: string): boolean => /^(size|nr_blocks)=0*[1-9]/.test(option);
const boundsOf = (options: string): readonly string[] =>
  options.split(',').filter((option) => /^(size|nr_blocks)=/.test(option));
const isSized = (options: string): boolean => boundsOf(options).slice(-1).some(isBound);

const unsized = (tmpfs: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(tmpfs).flatMap(([path, options]) => (isSized(options) ? [] : [path]));

/** Each where it stands in the compose file: in the short form below `tmpfs`, or as a mount. */
function sizedTmpfs({ tmpfs, mounts }: InspectedContainer): Readonly<Record<string, unknown>> {
  const isMount = (path: string) =>
    mounts.some(({ type, destination }) => type === 'tmpfs' && destination === path);
  const short = Object.entries(tmpfs).filter(([path]) => !isMount(path));
  const long = unsized(tmpfs).filter(isMount);
  return {
    ...(short.length > 0 && { tmpfs: short.map(([path, options]) => `${path}:${sized(options)}`) }),
    ...(long.length > 0 && {
      volumes: long.map((target) => ({ type: 'tmpfs', target, tmpfs: { size: '64m' } })),
    }),
  };
}

function sized(options: string): string {
  if (isSized(options)) return options;
  const others = options.split(',').filter((option) => option !== '' && !boundsOf(option).includes(option));
  return [...others, 'size=64m'].join(',');
}
