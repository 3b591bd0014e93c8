import { changesInForce } from '../../grades/adjustment.ts';
import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import { personalTerms } from '../../grades/personal-terms.ts';
import { DrydockError } from '../../lab/errors.ts';
import { ownValue } from '../../lab/general/own-value.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { RunKey } from '../../lab/ports/store.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';

type Asked = Pick<AssignmentStore, 'listAssignments' | 'findEnrolled' | 'listAdjustments' | 'listOpened'>;

export interface HelpParts {
  readonly store: Asked;
  readonly clock: () => Date;
  /** Nobody is given the solution of a lab here, nor the last hint of a task. */
  readonly withoutSolutions: boolean;
}

/** Whether somebody may have hints and solutions: every route that gives one asks here. */
export interface Help {
  /**
   * Throws `not-allowed` where an assignment that runs for a person keeps the solution of a lab from them, wherever else
   * they work on it, or where this server gives none.
   */
  requireSolution(person: string, lab: LabId): void;
  /** The same of the next hint of a task. */
  requireHint(
    runner: Pick<LabRunner, 'status' | 'getLab'>,
    person: string,
    key: RunKey,
    task: string,
  ): Promise<void>;
}

export function makeHelp({ store, clock, withoutSolutions }: HelpParts): Help {
  return {
    requireSolution(person, lab) {
      if (withoutSolutions) throw notHere(`the solution of ${lab}`);
      requireOpen(store, person, lab, 'solutions', clock().toISOString());
    },
    async requireHint(runner, person, key, task) {
      if (withoutSolutions) {
        const { hints } = await runner.status(key);
        const there = runner.getLab(key.lab).tasks.find(({ id }) => id === task)?.hints ?? 0;
        if ((ownValue(hints, task)?.length ?? 0) + 1 >= there) throw notHere(`the last hint of ${task}`);
      }
      // Asked last: it may have been closed while the status was waited for.
      requireOpen(store, person, key.lab, 'hints', clock().toISOString());
    },
  };
}

function requireOpen(
  store: Asked,
  person: string,
  lab: LabId,
  what: 'hints' | 'solutions',
  now: string,
): void {
  const closing = store.listAssignments().find(({ id, course, policy }) => {
    if (policy.shown[what] === 'open' || now < policy.window.opens) return false;
    if (store.findEnrolled(course, person) === undefined) return false;
    const changes = changesInForce(store.listAdjustments(id), person);
    const terms = personalTerms(policy, changes, store.listOpened(id).get(person));
    return terms.labs.some((each) => each.lab === lab) && now <= terms.lastMoment;
  });
  if (closing === undefined) return;
  throw new DrydockError('not-allowed', {
    message: `“${closing.policy.title}” keeps the ${what} of ${lab} closed while it runs.`,
    fix: 'Ask whoever teaches.',
  });
}

function notHere(what: string): DrydockError {
  return new DrydockError('not-allowed', {
    message: `This server does not give ${what}.`,
    fix: 'Ask whoever teaches.',
  });
}
