import type { SeatRequirement } from '../../lab/ports/seat-directory.ts';
import { refuseClass } from '../choice/seat-audience.ts';
import type { SeatSettings } from '../choice/seat-settings.ts';
import type { SeatProvider } from '../seat-provider.ts';
import { unmetByClass } from './class-limits.ts';

/** Why seats of this provider are not for the lab and these people; undefined where they are. Pure. */
export function refuseLab(
  requirement: SeatRequirement,
  { kind, seatClass, owned }: Pick<SeatProvider, 'kind' | 'seatClass' | 'owned'>,
  { audience, trustLearners }: Pick<SeatSettings, 'audience' | 'trustLearners'>,
): { readonly reason: string; readonly fix: string } | undefined {
  const wantsOwn = requirement.seat === 'owned' || requirement.scope !== 'project';
  const suits = requirement.seat === 'nested' ? kind === 'nested' : owned || !wantsOwn;
  if (!suits) {
    return {
      reason: 'The lab could harm what else runs on this engine, so it wants an engine apart.',
      fix: 'Use a nested engine: --engine nested',
    };
  }
  return refuseClass(audience, seatClass, trustLearners) ?? unmetByClass(requirement, seatClass, audience);
}
