import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { needsConsent } from '../../lab/sessions/consent.ts';

/** Who agrees to what is kept of them in a session, and what ends once they do not. */
export interface Agreements extends Disposable {
  /** Why nothing may be recorded of somebody in a session, for them to read; undefined while they agree. */
  whyNot(session: string, person: string): DrydockError | undefined;
  /** Aborted, with that as its reason, while they do not agree; never without a session. */
  signalOf(session: string | undefined, person: string): AbortSignal;
}

export function makeAgreements(
  store: Pick<Store, 'findSession' | 'consentOf' | 'onSessionChange'>,
): Agreements {
  /** By session and person: of those who have something open. */
  const open = new Map<string, Map<string, AbortController>>();
  const whyNot = (id: string, person: string) => {
    const session = store.findSession(id);
    return session && needsConsent(store.consentOf(id, person), session) ? unasked(session.title) : undefined;
  };
  const end = (session: string, person: string) => {
    const reason = whyNot(session, person);
    if (reason === undefined) return;
    const people = open.get(session);
    people?.get(person)?.abort(reason);
    people?.delete(person);
    if (people?.size === 0) open.delete(session);
  };
  const heard = store.onSessionChange((session, change) => {
    if (change.type === 'session')
      for (const person of [...(open.get(session)?.keys() ?? [])]) end(session, person);
    if (change.type === 'consent') end(session, change.person);
  });
  return {
    whyNot,
    signalOf(session, person) {
      if (session === undefined) return new AbortController().signal;
      const reason = whyNot(session, person);
      if (reason !== undefined) return AbortSignal.abort(reason);
      const people = open.get(session) ?? new Map<string, AbortController>();
      open.set(session, people);
      const controller = people.get(person) ?? new AbortController();
      people.set(person, controller);
      return controller.signal;
    },
    [Symbol.dispose]: () => heard[Symbol.dispose](),
  };
}

function unasked(title: string): DrydockError {
  return new DrydockError('not-allowed', {
    message: `You do not agree to what is kept of you in ${title}, as it is said now.`,
    fix: 'Read it on the page /my-data/, and agree there to go on.',
  });
}
