import { writeTable } from '../tables/write-table.ts';
import type { Gradebook, GradebookPerson } from './gradebook.ts';

export interface MoodleFile {
  readonly csv: string;
  /** Who has no row, and why. */
  readonly left: readonly { readonly person: GradebookPerson; readonly why: string }[];
}

/**
 * Grades of one assignment for Moodle's grade import. Who is decided and can be found there has a row, and nobody
 * else: Moodle takes an empty cell for "no grade", and would wipe what stands there. Feedback is left out, since
 * Moodle loses grades of which only that is mapped.
 */
export function moodleCsv({ assignments, rows }: Gradebook, assignment: string): MoodleFile {
  const title = assignments.find(({ id }) => id === assignment)?.policy.title ?? assignment;
  const left: MoodleFile['left'][number][] = [];
  const decided = rows.flatMap(({ person, grades }) => {
    const grade = grades.get(assignment);
    const ids = [person.loginId, person.sisId, person.email];
    if (grade?.points === undefined) left.push({ person, why: `is ${grade?.state ?? 'not part of it'}` });
    else if (ids.every((id) => id === undefined)) left.push({ person, why: 'has no id that Moodle knows' });
    else return [[...ids, grade.points]];
    return [];
  });
  // The names that Moodle's own export has, so that its import maps them by itself.
  return { csv: writeTable([['Username', 'ID number', 'Email address', title], ...decided]), left };
}
