import type { SeatKind } from '../../lab/seats/seat-kind.ts';
import { refuseClass } from './seat-audience.ts';
import type { SeatSettings } from './seat-settings.ts';

/** One is given while the next is made. One person has one seat of each kind, and it is made but once. */
const usual = { one: 0, many: 2 } as const;

/** How many nested seats are kept ready, and why it is not as many as were asked for. Pure. */
export function poolSize(
  { audience, trustLearners, pool }: Pick<SeatSettings, 'audience' | 'trustLearners' | 'pool'>,
  kind: SeatKind,
): { readonly size: number; readonly refusal?: string } {
  const nested = kind === 'nested' || refuseClass(audience, 'own', trustLearners) !== undefined;
  if (nested) return { size: pool ?? usual[audience] };
  if (pool === undefined || pool === 0) return { size: 0 };
  return {
    size: 0,
    refusal: `Only nested seats can be kept ready, and labs here run straight on the ${kind} engine. Say --engine nested, or --seats-for many.`,
  };
}
