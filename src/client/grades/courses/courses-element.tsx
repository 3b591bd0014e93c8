/** The page `/courses/`: all courses, or the one in its address. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { LeadersPage } from '../parts/leaders-page.tsx';
import { idInAddress } from '../parts/places.ts';
import { CourseList } from './course-list.tsx';
import { CoursePage } from './course-page.tsx';

export function connectCourses(connection: Connection, element: HTMLElement): void {
  const id = idInAddress('course');
  const children =
    id === undefined ? (
      <CourseList connection={connection} />
    ) : (
      <CoursePage connection={connection} id={id} />
    );
  render(h(LeadersPage, { connection, children }), element);
}
