import type { DrydockError } from '../lab/errors.ts';
import type { Run, Store } from '../lab/ports/store.ts';
import { needsConsent, unagreed } from '../lab/sessions/consent.ts';

/**
 * Why nothing may be recorded of a run, for whoever works on it to read; undefined where all of its party agree to what
 * is kept of them in the session that they joined. Asked right before something is recorded: a look may take seconds,
 * and looks go on in the name of whoever follows a lab.
 */
export function whyNotRecorded(
  store: Pick<Store, 'listSessions' | 'listJoined' | 'consentOf'>,
  { party, context }: Pick<Run, 'party' | 'context'>,
): DrydockError | undefined {
  // Whoever works by themselves has joined none.
  if (context === 'self') return undefined;
  for (const session of store.listSessions())
    for (const joined of store.listJoined(session.id))
      if (joined.party.id === party && needsConsent(store.consentOf(session.id, joined.person.id), session))
        return unagreed(session);
  return undefined;
}
