import { DrydockError } from '../../lab/errors.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';

/** For whom seats are: one person, whose machine it is, or several who need not know each other. */
export type Audience = 'one' | 'many';

/** The class of nested seats where nobody chose one. */
export const defaultClass = (audience: Audience): SeatClass =>
  audience === 'one' ? 'privileged' : 'rootless';

/** Why seats of this class are not given to these people; undefined where they are. Pure. */
export function refuseClass(
  audience: Audience,
  seatClass: SeatClass,
  trustLearners: boolean,
): { readonly reason: string; readonly fix: string } | undefined {
  if (audience === 'one' || trustLearners) return undefined;
  const fix = `Use --seat-class rootless, or a runtime such as runtime:sysbox-runc. If everybody may be trusted with root on this machine, say --trust-learners.`;
  switch (seatClass) {
    case 'own':
      return { reason: 'Labs straight on the engine would let everybody be root on this machine.', fix };
    case 'privileged':
      return {
        reason:
          'A privileged seat keeps accidents apart, not people: its root reaches the disks of this machine and may have its kernel run programs as root outside.',
        fix,
      };
    default:
      return undefined;
  }
}

/** The same as an error, for a server that must not start so. */
export function requireClass(audience: Audience, seatClass: SeatClass, trustLearners: boolean): void {
  const refusal = refuseClass(audience, seatClass, trustLearners);
  if (refusal === undefined) return;
  throw new DrydockError('not-allowed', {
    message: `Seats for many people cannot be of class ${seatClass}. ${refusal.reason}`,
    fix: refusal.fix,
  });
}
