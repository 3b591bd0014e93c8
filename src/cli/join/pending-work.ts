import type * as z from 'zod';
import { AnyObservationSchema } from '../../lab/observation/observation-schema.ts';
import type { Attempt, Run, Store } from '../../lab/ports/store.ts';
import type { BringAttemptSchema } from '../../lab/wire/checks.ts';
import type { JoinedRoom, SentWork } from './joined-room.ts';

/** What goes over of one attempt, and nothing else. */
export type SentBody = z.input<typeof BringAttemptSchema>;

/** An attempt that the room should have. */
export interface PendingAttempt {
  readonly run: Run;
  readonly attempt: Attempt;
  /** The tasks of its lab that are done by now. */
  readonly done: readonly string[];
}

type Reads = Pick<
  Store,
  'localPerson' | 'findRun' | 'listAttempts' | 'listEvents' | 'readObservation' | 'findAttempt' | 'listRuns'
>;

/**
 * Attempts of the room's labs since it was joined that it does not have, the oldest first; and the last of a lab again
 * where a task was completed after it, as by an answer: under its id it is the same attempt there.
 */
export function pendingWork(
  store: Reads,
  { labs, since }: Pick<JoinedRoom, 'labs' | 'since'>,
  { attempts: sent }: Pick<SentWork, 'attempts'>,
): readonly PendingAttempt[] {
  const known = new Map(sent.map((each) => [each.id, each]));
  const party = store.localPerson().party.id;
  const pending = labs.flatMap((lab) => {
    const run = store.findRun({ party, lab, context: 'self' });
    if (run === undefined) return [];
    const done = doneOf(store, run);
    const attempts = store.listAttempts(run.id).filter(({ at }) => at >= since);
    const last = attempts.at(-1)?.id;
    return attempts
      .filter(({ id }) => {
        const before = known.get(id);
        if (before === undefined) return true;
        return id === last && before.refused === undefined && before.done < done.length;
      })
      .map((attempt) => ({ run, attempt, done }));
  });
  return pending.toSorted((a, b) => a.attempt.at.localeCompare(b.attempt.at));
}

const doneOf = (store: Pick<Store, 'listEvents'>, { id }: Run): readonly string[] => [
  ...new Set(store.listEvents(id, ['task-done']).map(({ task }) => task)),
];

/** What is sent of an attempt. Undefined where what was observed is not kept any more. */
export function sentBody(
  store: Pick<Store, 'readObservation'>,
  { attempt, done }: Pick<PendingAttempt, 'attempt' | 'done'>,
): SentBody | undefined {
  const { results, contentHash = '', drydockVersion = '', engine, seatKind, seatClass } = attempt;
  const observation = store.readObservation(attempt.observationHash);
  if (observation === undefined) return undefined;
  return {
    results: [...results],
    observation: AnyObservationSchema.parse(observation),
    contentHash,
    drydockVersion,
    engine: { ...engine },
    imageDigests: { ...attempt.imageDigests },
    seatKind,
    seatClass,
    done: [...done],
  };
}
