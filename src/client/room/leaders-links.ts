/** The ways to boards and courses, in the header: for whoever may read one, where there is one. */
import { pagePaths, type Route } from '../../lab/wire/page-paths.ts';
import { askServer, jsonOf } from '../core/ask-server.ts';
import type { Connection } from '../core/connection.ts';
import { showIf } from '../core/dom.ts';
import { personalKey, readStored, store } from '../core/local-storage.ts';
import { isBoolean } from '../core/shape.ts';

/** By the name that the link has in the page: what is listed behind it. */
const links = { boards: pagePaths.sessions, courses: pagePaths.courses } as const;

/**
 * Shows each as it was last known to be, and then as the server says: it answers 404 to who may read none. A book of
 * one's own has no session and no course, and no link.
 */
export async function showLeadersLinks(connection: Connection): Promise<void> {
  const all = Object.entries(links);
  await Promise.all(all.map(([name, route]) => showLink(connection, name, route)));
}

async function showLink({ person }: Connection, name: string, route: Route): Promise<void> {
  const link = document.querySelector<HTMLElement>(`[data-link="${name}"]`);
  if (link === null) return;
  const key = personalKey(person, name);
  showIf(link, readStored(key, isBoolean) ?? false);
  // Whether the server is there, and the sign-in still is, is found out elsewhere.
  const signs = { onRefused: () => undefined, onSilence: () => undefined };
  const answer = await askServer({ signs, person }, route).catch(() => undefined);
  if (answer === undefined) return;
  const listed = answer.ok ? await jsonOf(answer) : [];
  const areThere = Array.isArray(listed) && listed.length > 0;
  showIf(link, areThere);
  store(key, areThere ? true : undefined);
}
