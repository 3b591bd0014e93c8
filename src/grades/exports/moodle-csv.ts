import { writeTable } from '../tables/write-table.ts';
import type { Gradebook } from './gradebook.ts';

/**
 * Grades of one assignment for Moodle's grade import. Who is decided has a row, and nobody else: Moodle takes an empty
 * cell for "no grade", and would wipe what stands there. Feedback is left out, since Moodle loses grades of which only
 * that is mapped. Throws nothing; an assignment that is not in the gradebook has no rows.
 */
export function moodleCsv({ assignments, rows }: Gradebook, assignment: string): string {
  const title = assignments.find(({ id }) => id === assignment)?.policy.title ?? assignment;
  const decided = rows.flatMap(({ person, grades }) => {
    const points = grades.get(assignment)?.points;
    return points === undefined
      ? []
      : [[person.loginId ?? '', person.sisId ?? '', person.email ?? '', points]];
  });
  // The names that Moodle's own export has, so that its import maps them by itself.
  return writeTable([['Username', 'ID number', 'Email address', title], ...decided]);
}
