import type { Store } from '../../lab/ports/store.ts';
import type { Session } from '../../lab/sessions/session.ts';

/** How long what was made in a session can be read by those who made it. */
export const readableMs = 30 * 24 * 3_600_000;

type LinkStore = Pick<Store, 'mintCredential' | 'endLinks' | 'addSessionEvent'>;

/** A personal link to the session beside those that there are. */
export function mintLink(store: LinkStore, { id, ends }: Session, person: string, now: Date) {
  const until = new Date(new Date(ends).getTime() + readableMs);
  const token = store.mintCredential(person, 'rejoin', until.getTime() - now.getTime(), id);
  return { token, until: until.toISOString() };
}

/**
 * One in the place of all that there were. Whose it is sees who made it: whoever has it comes in as them. Browsers that
 * are signed in stay so.
 */
export function renewLink(
  store: LinkStore,
  session: Session,
  { of: person, by }: { readonly of: string; readonly by: string },
  now: Date,
) {
  store.endLinks(person, session.id);
  store.addSessionEvent(session.id, 'link-renewed', { person, by, data: {} });
  return mintLink(store, session, person, now);
}
