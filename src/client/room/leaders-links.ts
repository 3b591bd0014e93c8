/** The ways in the header to boards, courses and one's assignments: for whoever may read one, where there is one. */
import { pagePaths, type Route } from '../../lab/wire/page-paths.ts';
import { askServer, jsonOf } from '../core/ask-server.ts';
import type { Connection } from '../core/connection.ts';
import { showIf } from '../core/dom.ts';
import { personalKey, readStored, store } from '../core/local-storage.ts';
import { isBoolean } from '../core/shape.ts';

/** By the name that the link has in the page: what is listed behind it. */
const links = { boards: pagePaths.sessions, courses: pagePaths.courses } as const;

/**
 * Shows each as it was last known to be, and then as the server says: it answers 404 to who may read none, who may have
 * assignments. A book of one's own has no session and no course, and no link.
 */
export async function showLeadersLinks(connection: Connection): Promise<void> {
  const all = Object.entries(links);
  const leads = await Promise.all(all.map(([name, route]) => showLink(connection, name, route)));
  if (leads.every((each) => each === 'not-for-them')) await showAssignmentsLink(connection);
}

async function showLink(
  { person }: Connection,
  name: string,
  route: Route,
): Promise<'there' | 'none' | 'not-for-them' | undefined> {
  const link = document.querySelector<HTMLElement>(`[data-link="${name}"]`);
  if (link === null) return undefined;
  const key = personalKey(person, name);
  showIf(link, readStored(key, isBoolean) ?? false);
  // Whether the server is there, and the sign-in still is, is found out elsewhere.
  const signs = { onRefused: () => undefined, onSilence: () => undefined };
  const answer = await askServer({ signs, person }, route).catch(() => undefined);
  if (answer === undefined) return undefined;
  const listed = answer.ok ? await jsonOf(answer) : [];
  const areThere = Array.isArray(listed) && listed.length > 0;
  showIf(link, areThere);
  store(key, areThere ? true : undefined);
  if (areThere) return 'there';
  return answer.ok ? 'none' : 'not-for-them';
}

/** Once somebody had assignments the link stays: the page says where there are none any more. */
async function showAssignmentsLink(connection: Connection): Promise<void> {
  const key = personalKey(connection.person, 'assignments');
  const isKnown = readStored(key, isBoolean) ?? false;
  const link = document.querySelector<HTMLElement>('[data-link="assignments"]');
  if (isKnown && link !== null) showIf(link, true);
  else if ((await showLink(connection, 'assignments', pagePaths.myAssignments)) !== 'there') return;
  // What a machine is shows only to whoever it belongs to.
  const host = document.querySelector<HTMLElement>('[data-host-link]');
  if (host !== null) showIf(host, false);
}
