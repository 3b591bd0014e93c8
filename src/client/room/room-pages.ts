/** The pages of rooms, each with a view that no other page needs. */
import type { Connection } from '../core/connection.ts';
import { loadSurely } from '../core/load-surely.ts';

const views = {
  join: async () => (await import('./join/join-element.ts')).connectJoin,
  board: async () => (await import('./board/board-element.tsx')).connectBoard,
  people: async () => (await import('./people/people-element.tsx')).connectPeople,
  'my-data': async () => (await import('./my-data/my-data-element.tsx')).connectMyData,
} as const;

/** Loads the view of an element `drydock-NAME`, and connects it. */
export async function connectRoomPage(
  name: keyof typeof views,
  connection: Connection,
  element: HTMLElement,
): Promise<void> {
  const connect = await loadSurely(views[name]);
  connect(connection, element);
}
