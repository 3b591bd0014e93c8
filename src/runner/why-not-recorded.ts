import type { DrydockError } from '../lab/errors.ts';
import type { Run, Store } from '../lab/ports/store.ts';
import { needsConsent, unagreed } from '../lab/sessions/consent.ts';

/**
 * Why nothing may be recorded of a run, for whoever works on it to read; undefined where all of its party agree to what
 * is kept of them in the session that they joined. Asked right before something is recorded: a look may take seconds,
 * and looks go on in the name of whoever follows a lab.
 */
export function whyNotRecorded(
  store: Pick<Store, 'joinedBy' | 'findSession' | 'consentOf'>,
  { party, context }: Pick<Run, 'party' | 'context'>,
): DrydockError | undefined {
  // Whoever works by themselves has joined none.
  if (context === 'self') return undefined;
  for (const joined of store.joinedBy(party)) {
    const session = store.findSession(joined.session);
    if (session && needsConsent(store.consentOf(session.id, joined.person), session))
      return unagreed(session);
  }
  return undefined;
}
