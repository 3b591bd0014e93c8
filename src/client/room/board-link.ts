/** The ways in the header to boards and to one's assignments: for whoever may read one, where there is one. */
import { pagePaths } from '../../lab/wire/page-paths.ts';
import { paths } from '../../lab/wire/paths.ts';
import { askServer, jsonOf } from '../core/ask-server.ts';
import type { Connection } from '../core/connection.ts';
import { showIf } from '../core/dom.ts';
import { personalKey, readStored, store } from '../core/local-storage.ts';
import { isBoolean } from '../core/shape.ts';

// Whether the server is there, and the sign-in still is, is found out elsewhere.
const signs = { onRefused: () => undefined, onSilence: () => undefined };

/**
 * Shows it as it was last known to be, and then as the server says: it answers 404 to who may read none, who may have
 * assignments. A book of one's own has no session, and no link.
 */
export async function showBoardLink({ person }: Connection): Promise<void> {
  const link = document.querySelector<HTMLElement>('[data-board-link]');
  if (link === null) return;
  const key = personalKey(person, 'boards');
  showIf(link, readStored(key, isBoolean) ?? false);
  const answer = await askServer({ signs, person }, pagePaths.sessions).catch(() => undefined);
  if (answer === undefined) return;
  const sessions = answer.ok ? await jsonOf(answer) : [];
  const areThere = Array.isArray(sessions) && sessions.length > 0;
  showIf(link, areThere);
  store(key, areThere ? true : undefined);
  if (!answer.ok) await showAssignmentsLink(person);
}

/** Once somebody had assignments the link stays: the page says where there are none any more. */
async function showAssignmentsLink(person: string | undefined): Promise<void> {
  const link = document.querySelector<HTMLElement>('[data-assignments-link]');
  if (link === null) return;
  const key = personalKey(person, 'assignments');
  const show = (areThere: boolean) => {
    showIf(link, areThere);
    // What a machine is shows only to whoever it belongs to.
    const host = document.querySelector<HTMLElement>('[data-host-link]');
    if (areThere && host !== null) showIf(host, false);
  };
  const isKnown = readStored(key, isBoolean) ?? false;
  show(isKnown);
  if (isKnown) return;
  const answer = await askServer({ signs, person }, paths.myAssignments).catch(() => undefined);
  const assignments = answer?.ok ? await jsonOf(answer) : [];
  const areThere = Array.isArray(assignments) && assignments.length > 0;
  show(areThere);
  store(key, areThere ? true : undefined);
}
