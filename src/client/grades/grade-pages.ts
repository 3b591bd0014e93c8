/** The pages of assignments and grades, each with a view that no other page needs. */
import type { Connection } from '../core/connection.ts';
import { loadSurely } from '../core/load-surely.ts';

const views = {
  courses: async () => (await import('./courses/courses-element.tsx')).connectCourses,
  assignments: async () => (await import('./assignment-form/assignments-element.tsx')).connectAssignments,
  gradebook: async () => (await import('./gradebook/gradebook-element.tsx')).connectGradebook,
  mine: async () => (await import('./mine/mine-element.tsx')).connectMine,
  submission: async () => (await import('./submission/submission-element.tsx')).connectSubmission,
  regrade: async () => (await import('./regrade/regrade-element.tsx')).connectRegrade,
} as const;

const isView = (name: string | undefined): name is keyof typeof views =>
  name !== undefined && Object.hasOwn(views, name);

/** Loads the view that an element names, and connects it. */
export async function connectGradePage(connection: Connection, element: HTMLElement): Promise<void> {
  const { view } = element.dataset;
  if (!isView(view)) throw new Error(`There is no page of grades called ${view}.`);
  const connect = await loadSurely(views[view]);
  connect(connection, element);
}
