import type { AssignmentView } from '../../../lab/wire/assignments.ts';
import type { EnrolledView, TaughtCourse } from '../../../lab/wire/courses.ts';
import type { AnswerOf } from '../../../lab/wire/routes.ts';
import type { Connection } from '../../core/connection.ts';
import { zoneHere } from '../../core/session-words.ts';
import { absent } from '../parts/absent.ts';

/** All that the page of a gradebook shows, as it was at one moment. */
export interface Book {
  readonly assignment: AssignmentView;
  readonly course: TaughtCourse;
  readonly people: readonly EnrolledView[];
  readonly gradebook: AnswerOf<'gradebook'>;
}

/** Rejects with an `ApiError`; one that the course is not there for the reader too. */
export async function askBook({ api }: Connection, id: string): Promise<Book> {
  const [assignment, gradebook, courses] = await Promise.all([
    api.call('assignment', { assignment: id, reader: zoneHere() }),
    api.call('gradebook', { assignment: id }),
    api.call('courses'),
  ]);
  const course = courses.find((each) => each.id === assignment.course.id) ?? absent('course');
  return { assignment, gradebook, course, people: await api.call('roster', { course: course.id }) };
}
