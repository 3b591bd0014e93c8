import type * as z from 'zod';
import { grade, selfPaced } from '../../lab/checks/grade.ts';
import type { Joined } from '../../lab/ports/session-store.ts';
import type { Attempt, Store } from '../../lab/ports/store.ts';
import type { Session } from '../../lab/sessions/session.ts';
import type { LearnerSchema } from '../../lab/wire/board.ts';

/** The most attempts that a page is told, the newest first. */
const mostAttempts = 100;

/** What is known of a learner's work in a session: the same for who teaches and for the learner. */
export function viewLearnersWork(
  store: Store,
  session: Session,
  { person, party, alias, at }: Joined,
  most = mostAttempts,
): z.output<typeof LearnerSchema> {
  const attempts = session.labs.flatMap((lab) => {
    const run = store.findRun({ party: party.id, lab, context: `session:${session.id}` });
    return run === undefined ? [] : store.listAttempts(run.id).map((attempt) => viewAttempt(lab, attempt));
  });
  const newest = attempts.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, most);
  return { person: person.id, alias, joinedAt: at, attempts: newest };
}

function viewAttempt(lab: Session['labs'][number], { id, at, results }: Attempt) {
  const { earned, of } = grade(results, selfPaced);
  const failing = results
    .filter(({ status }) => status === 'fail' || status === 'error')
    .map(({ id: check, title, message }) => ({ check, title, message }));
  return { id, lab, at, earned, of, failing };
}
