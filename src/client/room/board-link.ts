/** The way to the boards, in the header: for whoever may read one, where there is one. */
import { pagePaths } from '../../lab/wire/page-paths.ts';
import { askServer, jsonOf } from '../core/ask-server.ts';
import type { Connection } from '../core/connection.ts';
import { showIf } from '../core/dom.ts';
import { personalKey, readStored, store } from '../core/local-storage.ts';
import { isBoolean } from '../core/shape.ts';

/**
 * Shows it as it was last known to be, and then as the server says: it answers 404 to who may read none. A book of one's
 * own has no session, and no link.
 */
export async function showBoardLink({ person }: Connection): Promise<void> {
  const link = document.querySelector<HTMLElement>('[data-board-link]');
  if (link === null) return;
  const key = personalKey(person, 'boards');
  showIf(link, readStored(key, isBoolean) ?? false);
  // Whether the server is there, and the sign-in still is, is found out elsewhere.
  const signs = { onRefused: () => undefined, onSilence: () => undefined };
  const answer = await askServer({ signs, person }, pagePaths.sessions).catch(() => undefined);
  if (answer === undefined) return;
  const sessions = answer.ok ? await jsonOf(answer) : [];
  const areThere = Array.isArray(sessions) && sessions.length > 0;
  showIf(link, areThere);
  store(key, areThere ? true : undefined);
}
