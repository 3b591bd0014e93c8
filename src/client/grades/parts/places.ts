/** Where the pages of courses and grades are, and what stands in their addresses. */
import { hrefOf, parseLabId } from '../../../lab/lab-id.ts';
import { bookHref } from '../../page/book-root.ts';

const addressOf = (page: string, query: Readonly<Record<string, string>>): string =>
  `${bookHref(page)}?${new URLSearchParams(query)}`;

export const coursesHref = (): string => bookHref('/courses/');
export const courseHref = (course: string): string => addressOf('/courses/', { course });
export const newAssignmentHref = (course: string): string => addressOf('/assignments/', { course });
export const assignmentHref = (assignment: string): string => addressOf('/assignments/', { assignment });
export const gradebookHref = (assignment: string): string => addressOf('/gradebook/', { assignment });
export const regradesHref = (assignment: string): string => addressOf('/regrades/', { assignment });
export const submissionsHref = (assignment: string, person: string, lab: string): string =>
  addressOf('/submissions/', { assignment, person, lab });
export const myAssignmentHref = (assignment: string): string => addressOf('/my-assignments/', { assignment });

/** Where a lab stands in its chapter. */
export const labHref = (lab: string): string => bookHref(hrefOf(parseLabId(lab)));

/** The lab in the address of this page; undefined where there is none. */
export const labInAddress = (): string | undefined =>
  new URLSearchParams(location.search).get('lab') ?? undefined;

/** An id in the address of this page; undefined where there is none, or no id. */
export function idInAddress(name: string): string | undefined {
  const id = new URLSearchParams(location.search).get(name);
  return id !== null && /^[\w-]{1,64}$/.test(id) ? id : undefined;
}
