/** The pages of rooms and of courses, each with a view that no other page needs. */
import type { Connection } from '../core/connection.ts';

const views = {
  join: async () => (await import('./join/join-element.ts')).connectJoin,
  board: async () => (await import('./board/board-element.tsx')).connectBoard,
  people: async () => (await import('./people/people-element.tsx')).connectPeople,
  courses: async () => (await import('../grades/courses/courses-element.tsx')).connectCourses,
  assignments: async () =>
    (await import('../grades/assignment-form/assignments-element.tsx')).connectAssignments,
  gradebook: async () => (await import('../grades/gradebook/gradebook-element.tsx')).connectGradebook,
  'my-data': async () => (await import('./my-data/my-data-element.tsx')).connectMyData,
} as const;

/** Loads the view of an element `drydock-NAME`, and connects it. */
export async function connectRoomPage(
  name: keyof typeof views,
  connection: Connection,
  element: HTMLElement,
): Promise<void> {
  const connect = await views[name]();
  connect(connection, element);
}
