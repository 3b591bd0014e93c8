/** Suspends seats in which nobody has been for long enough: paused first, stopped after hours of that. */

import { within } from '../../lab/general/within.ts';
import type { IdleRules, SuspendedAs, Suspension } from '../../lab/ports/suspension.ts';

/** A lab as the seat's suspension sees it. */
export interface Inhabitant {
  /** The suspension of the seat that the lab has or would get. */
  readonly suspension: Suspension | undefined;
  /** Somebody looks, a shell is attached, or work is under way or waits. */
  readonly isInUse: boolean;
  /** Brings files that were made in the seat out of it. */
  bringOut(signal: AbortSignal): Promise<void>;
  /** Lets go of the seat: streams, then the stage. */
  leaveSeat(): Promise<void>;
}

/** What is due of a seat, where nobody is in it; undefined where nothing is. */
export function whatIsDue(
  { state, emptyMs, suspendedMs }: Pick<Suspension, 'state' | 'emptyMs' | 'suspendedMs'>,
  { pauseAfterMs, stopAfterMs }: IdleRules,
): SuspendedAs | undefined {
  if (state === 'awake') return pauseAfterMs !== null && emptyMs >= pauseAfterMs ? 'paused' : undefined;
  if (state === 'paused') return stopAfterMs !== null && suspendedMs >= stopAfterMs ? 'stopped' : undefined;
  return undefined;
}

export interface IdleTurn {
  readonly suspensions: readonly Suspension[];
  readonly labs: readonly Inhabitant[];
  readonly rules: IdleRules;
  readonly signal: AbortSignal;
}

/** One turn over all seats. A seat that refuses keeps no other awake; rejects with what it said. */
export async function suspendIdle({ suspensions, labs, rules, signal }: IdleTurn): Promise<void> {
  const turns = suspensions.map((suspension) => turn(suspension, labs, rules, signal));
  const failed = (await Promise.allSettled(turns)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

async function turn(
  suspension: Suspension,
  labs: readonly Inhabitant[],
  rules: IdleRules,
  signal: AbortSignal,
): Promise<void> {
  const here = labs.filter((lab) => lab.suspension === suspension);
  const due = () => {
    if (suspension.isBusy || here.some(({ isInUse }) => isInUse)) suspension.touch();
    return whatIsDue(suspension, rules);
  };
  await suspension.notice();
  if (due() === 'paused')
    await within({ ms: bringOutMs, late, signal }, (until) =>
      Promise.all(here.map((lab) => lab.bringOut(until))),
    );
  signal.throwIfAborted();
  // Asked again: somebody may have come while files were brought out.
  const as = due();
  if (as) await suspension.suspend(as, () => Promise.all(here.map((lab) => lab.leaveSeat())));
}

/** A seat whose engine hangs is not suspended, and holds up no other. */
const bringOutMs = 60_000;
const late = {
  message: 'Files could not be brought out of a seat in which nobody is, so it is not suspended.',
};
