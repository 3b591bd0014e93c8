import type { MyAssignmentView } from '../../../lab/wire/my-assignments.ts';

type Stands = Pick<MyAssignmentView, 'phase' | 'submissions' | 'grade'>;

/** How an assignment stands for its reader, without what is not shown to them: one of `grade-state`. */
export function stateOf({ phase, submissions, grade }: Stands): string {
  if (grade !== undefined) return grade.state;
  if (phase === 'excused' || phase === 'not-open') return phase;
  if (submissions.some(({ state }) => state === 'waiting')) return 'waiting';
  if (submissions.length > 0)
    return submissions.some(({ state }) => state === 'judged') ? 'graded' : 'could-not-grade';
  return phase === 'over' ? 'missing' : 'open';
}

/** What stands before the moment that matters now. */
export function phaseWords({
  phase,
  length,
  firstOpened,
}: Pick<MyAssignmentView, 'phase' | 'length' | 'firstOpened'>): string {
  switch (phase) {
    case 'not-open':
      return 'Opens';
    case 'open':
      return length !== undefined && firstOpened === undefined
        ? `${length} from when you open it, until`
        : 'Due';
    case 'late':
    case 'over':
    case 'excused':
      return 'Was due';
  }
}
