/** Where pages of assignments are. Ids stand in the query, so that a link says all of it. */
import { hrefOf, parseLabId } from '../../../lab/lab-id.ts';
import { bookHref } from '../../page/book-root.ts';

const query = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();

export const myAssignmentHref = (assignment: string): string =>
  bookHref(`/my-assignments/?${query({ assignment })}`);
export const gradebookHref = (assignment: string): string => bookHref(`/gradebook/?${query({ assignment })}`);
export const regradesHref = (assignment: string): string => bookHref(`/regrades/?${query({ assignment })}`);

export const submissionsHref = (of: {
  readonly assignment: string;
  readonly person: string;
  readonly lab: string;
}): string => bookHref(`/submissions/?${query(of)}`);

/** Where a lab stands in its chapter. */
export const labHref = (lab: string): string => bookHref(hrefOf(parseLabId(lab)));

/** A value of the page's own address. */
export const asked = (name: string): string | undefined =>
  new URLSearchParams(location.search).get(name) ?? undefined;
