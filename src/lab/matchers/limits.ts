import * as z from 'zod';
import { formatMemory } from '../units.ts';
import { containerMatcher, judgeFact } from './matcher.ts';

const amount = (resource: 'memory' | 'pids' | 'cpus', value: number) =>
  resource === 'memory' ? formatMemory(value) : resource === 'pids' ? `${value} processes` : `${value} CPUs`;

export const limit = containerMatcher({
  kind: 'limit',
  power: 'limits',
  fields: {
    resource: z.enum(['memory', 'pids', 'cpus']),
    /** The limit must exist and be no higher: bytes, processes, CPUs. */
    atMost: z.number().positive(),
  },
  title: ({ resource, atMost }) => `may use at most ${amount(resource, atMost)}`,
  expected: ({ resource, atMost }) => `a limit of at most ${amount(resource, atMost)}`,
  judge: ({ resource, atMost }, container) =>
    judgeFact(container.limits, (limits) => {
      const seen = resource === 'memory' ? limits.memoryBytes : limits[resource];
      return {
        ok: seen > 0 && seen <= atMost,
        observed: seen > 0 ? `is limited to ${amount(resource, seen)}` : `has no ${resource} limit`,
      };
    }),
});

/** cgroups(7) limits that hold for a container. */
export const limits = {
  memoryAtMost: (bytes: number) => ({ kind: 'limit', resource: 'memory', atMost: bytes }) as const,
  pidsAtMost: (count: number) => ({ kind: 'limit', resource: 'pids', atMost: count }) as const,
  cpusAtMost: (count: number) => ({ kind: 'limit', resource: 'cpus', atMost: count }) as const,
};
