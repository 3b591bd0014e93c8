import { formatMemory } from '../../lab/general/units.ts';
import type { Fact } from '../../lab/observation/fact.ts';
import type { ObservedContainer } from '../../lab/observation/observation.ts';
import { countOf, mapFact } from './fact.ts';

/** What a container uses of something, and how much it may. */
export interface Gauge {
  readonly key: 'memory' | 'processes' | 'cpus';
  readonly label: string;
  /** 0 to 1 of the limit; undefined where there is no limit, or no figure. */
  readonly part: number | undefined;
  readonly limited: boolean;
  readonly used: string;
  readonly limit: string;
}

export function useOf({ limits }: ObservedContainer): Fact<readonly Gauge[]> {
  return mapFact(limits, ({ memoryBytes, memoryUsedBytes, cpus, pids, pidsUsed }) => [
    {
      key: 'memory',
      label: 'memory',
      part: partOf(memoryUsedBytes, memoryBytes),
      limited: memoryBytes > 0,
      used: formatMemory(memoryUsedBytes),
      limit: memoryBytes > 0 ? formatMemory(memoryBytes) : 'no limit',
    },
    {
      key: 'processes',
      label: 'tasks',
      part: partOf(pidsUsed, pids),
      limited: pids > 0,
      used: String(pidsUsed),
      limit: pids > 0 ? String(pids) : 'no limit',
    },
    {
      key: 'cpus',
      label: 'CPU time',
      part: undefined,
      limited: cpus > 0,
      used: '',
      limit: cpus > 0 ? countOf(cpus, 'CPU') : 'no limit',
    },
  ]);
}

function partOf(used: number, limit: number): number | undefined {
  return limit > 0 ? Math.min(1, used / limit) : undefined;
}
