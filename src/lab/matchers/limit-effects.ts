/** What the limits of a container did since it started: processes killed, refused, held back. */
import * as z from 'zod';
import { type Amount, amount, numberOf, tellAmount } from '../checks/amount.ts';
import { formatMemory } from '../general/units.ts';
import type { Fact } from '../observation/fact.ts';
import type { LimitEffects } from '../observation/observation.ts';
import { containerMatcher, judgeFact } from './matcher.ts';

const effects = ['oom-kills', 'pids-refused', 'throttled'] as const;
type Effect = (typeof effects)[number];

const words: Readonly<Record<Effect, string>> = {
  'oom-kills': 'processes killed for memory',
  'pids-refused': 'processes refused',
  throttled: 'periods held back by the CPU limit',
};

function countOf(effect: Effect, of: LimitEffects): Fact<number> {
  if (effect === 'oom-kills') return of.oomKills;
  if (effect === 'pids-refused') return of.pidsRefused;
  const { throttling } = of;
  return throttling.source === 'unknown' ? throttling : { ...throttling, value: throttling.value.throttled };
}

export const limitEffect = containerMatcher({
  kind: 'limit-effect',
  power: 'limits',
  fields: {
    effect: z.enum(effects),
    /** Since the container started. */
    atLeast: z.number().int().nonnegative().optional(),
    atMost: z.number().int().nonnegative().optional(),
  },
  title: (m) => `${boundsOf(m)} ${words[m.effect]}`,
  expected: (m) => `${boundsOf(m)} ${words[m.effect]} since its start`,
  judge: ({ effect, atLeast = 0, atMost = Number.POSITIVE_INFINITY }, { limitEffects }) =>
    judgeFact(countOf(effect, limitEffects), (count) => ({
      ok: count >= atLeast && count <= atMost,
      observed: `has ${count === 0 ? 'no' : count} ${words[effect]}`,
    })),
});

export const swapLimit = containerMatcher({
  kind: 'swap-limit',
  power: 'limits',
  fields: { atMostBytes: amount(z.number().nonnegative()) },
  title: ({ atMostBytes }) => `may use ${swap(atMostBytes)}`,
  expected: ({ atMostBytes }) => swap(atMostBytes),
  judge: ({ atMostBytes }, { limitEffects }) =>
    judgeFact(limitEffects.swapBytes, (bytes) => ({
      ok: bytes !== null && bytes <= numberOf(atMostBytes),
      observed: bytes === null ? 'may use swap without end' : `may use ${swap(bytes, '')}`,
    })),
});

const swap = (bytes: Amount, most = 'at most ') =>
  bytes === 0 ? 'no swap' : `${most}${tellAmount(bytes, formatMemory)} of swap`;

function boundsOf({
  atLeast,
  atMost,
}: {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}) {
  if (atMost === 0) return 'no';
  const parts = [
    atLeast === undefined ? '' : `at least ${atLeast}`,
    atMost === undefined ? '' : `at most ${atMost}`,
  ];
  return parts.filter(Boolean).join(' and ') || 'any number of';
}

const effect = <const Of extends Effect>(of: Of) => ({
  atLeast: (count: number) => ({ kind: 'limit-effect', effect: of, atLeast: count }) as const,
  atMost: (count: number) => ({ kind: 'limit-effect', effect: of, atMost: count }) as const,
  none: () => ({ kind: 'limit-effect', effect: of, atMost: 0 }) as const,
});

/** What the limits of a container's cgroup did since it started. */
export const limited = {
  /** Processes that were killed because memory was used up. */
  oomKills: effect('oom-kills'),
  /** Times that a process could not be made. */
  pidsRefused: effect('pids-refused'),
  /** Periods in which it was held back. */
  throttled: effect('throttled'),
};
