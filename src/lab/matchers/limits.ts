import * as z from 'zod';
import { type Amount, amount, numberOf, tellAmount } from '../checks/amount.ts';
import { formatMemory } from '../general/units.ts';
import { containerMatcher, judgeFact } from './matcher.ts';

const told = (resource: 'memory' | 'pids' | 'cpus', value: Amount) =>
  resource === 'memory'
    ? tellAmount(value, formatMemory)
    : `${tellAmount(value, String)} ${resource === 'pids' ? 'processes' : 'CPUs'}`;

export const limit = containerMatcher({
  kind: 'limit',
  power: 'limits',
  fields: {
    resource: z.enum(['memory', 'pids', 'cpus']),
    /** The limit must exist and be no higher: bytes, processes, CPUs. */
    atMost: amount(z.number().positive()),
  },
  title: ({ resource, atMost }) => `may use at most ${told(resource, atMost)}`,
  expected: ({ resource, atMost }) => `a limit of at most ${told(resource, atMost)}`,
  judge: ({ resource, atMost }, container) =>
    judgeFact(container.limits, (limits) => {
      const seen = resource === 'memory' ? limits.memoryBytes : limits[resource];
      return {
        ok: seen > 0 && seen <= numberOf(atMost),
        observed: seen > 0 ? `is limited to ${told(resource, seen)}` : `has no ${resource} limit`,
      };
    }),
});

/** cgroups(7) limits that hold for a container. */
export const limits = {
  memoryAtMost: (bytes: Amount) => ({ kind: 'limit', resource: 'memory', atMost: bytes }) as const,
  pidsAtMost: (count: Amount) => ({ kind: 'limit', resource: 'pids', atMost: count }) as const,
  cpusAtMost: (count: Amount) => ({ kind: 'limit', resource: 'cpus', atMost: count }) as const,
  /** Beside the memory; 0 bytes: none. */
  swapAtMost: (bytes: Amount) => ({ kind: 'swap-limit', atMostBytes: bytes }) as const,
};
