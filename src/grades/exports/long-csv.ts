import { toPoints } from '../points.ts';
import { type Cell, writeTable } from '../tables/write-table.ts';
import type { Gradebook } from './gradebook.ts';

const header = [
  'course',
  'assignment',
  'person',
  'name',
  'email',
  'sis id',
  'login id',
  'sections',
  'state',
  'points',
  'of',
  'passed',
  'due',
  'lab',
  'lab state',
  'lab points',
  'lab of',
  'attempts',
  'counted',
  'evidence',
] as const;

/**
 * Everything about everybody, one row for each person, assignment and lab, for whoever reckons on with it. Points that
 * are not decided are empty, never 0. `counted` has the ids of the submissions that count, `evidence` the head of the
 * chain of evidence.
 */
export function longCsv({ course, evidence, assignments, rows }: Gradebook): string {
  const lines = rows.flatMap(({ person, grades }) =>
    assignments.flatMap(({ id, policy }): readonly (readonly Cell[])[] => {
      const grade = grades.get(id);
      if (grade === undefined) return [];
      return grade.labs.map((lab) => [
        course,
        policy.title,
        person.id,
        person.name,
        person.email,
        person.sisId,
        person.loginId,
        person.sections.join('; '),
        grade.state,
        grade.points,
        grade.of,
        grade.isPassed === undefined ? undefined : grade.isPassed ? 'yes' : 'no',
        grade.terms.end,
        lab.lab.lab,
        lab.state,
        lab.points === undefined ? undefined : toPoints(lab.points),
        toPoints(lab.of),
        lab.attempts.length,
        lab.counted.map(({ submission }) => submission.id).join(' '),
        evidence,
      ]);
    }),
  );
  return writeTable([header, ...lines]);
}
