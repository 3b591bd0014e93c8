import type { Joined } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { Session } from '../../lab/sessions/session.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';

export interface LeavingParts {
  readonly store: Pick<Store, 'findRun'>;
  readonly runner: Pick<LabRunner, 'begin' | 'finish'>;
  /** Lets go of the seat of a party in which nothing runs. */
  readonly freeSeat: (party: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Stops what runs for a learner in a session, one lab after the other, and frees their seat; their files stay. */
export function makeSeatLeaving({ store, runner, freeSeat, onError }: LeavingParts) {
  const leave = async ({ id, labs }: Session, { party }: Joined): Promise<void> => {
    for (const lab of labs) {
      const key = { party: party.id, lab, context: `session:${id}` } as const;
      if (store.findRun(key)?.intent !== 'running') continue;
      const { id: job } = await runner.begin(key, 'stop');
      await runner.finish(job);
    }
    await freeSeat(party.id);
  };
  return (session: Session, learner: Joined): void => void leave(session, learner).catch(onError);
}
