import { DrydockError } from '../../lab/errors.ts';
import { abilitiesOf, type Needs, whyUnmet } from '../../lab/manifest/needs.ts';
import type { EngineReader } from '../../lab/ports/engine.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import { tryAbilities } from '../../observe/probe/abilities.ts';
import { probeArgv } from '../../observe/probe/probe-program.ts';

/**
 * Tries in the seat what a lab needs of it: whether a BPF program loads, which security modules the kernel runs. Rejects
 * with `seat-unmet`, before anything starts, where it is not there. Labs that need nothing of the kind cost nothing.
 */
export async function refuseUnmet(
  seat: Pick<Seat, 'openProbe'> & { readonly engine: Pick<EngineReader, 'info'> },
  needs: Needs,
  signal?: AbortSignal,
): Promise<void> {
  const names = abilitiesOf(needs);
  if (names.length === 0) return;
  const open = (until?: AbortSignal) => seat.openProbe(probeArgv(), until);
  const { engine } = seat;
  const abilities = await tryAbilities(names, engine, await engine.info(signal), open, signal);
  const unmet = whyUnmet(needs, abilities);
  if (unmet)
    throw new DrydockError('seat-unmet', {
      message: `The lab needs what this seat lacks: ${unmet.reason}.`,
      fix: 'Do this lab on a machine that has it; `drydock doctor` says what this one has.',
    });
}
