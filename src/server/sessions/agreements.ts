import type { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { needsConsent, unagreed } from '../../lab/sessions/consent.ts';
import { type Held, HeldSignals, heldForGood } from '../held-signals.ts';

/** Who agrees to what is kept of them in a session, and what ends once they do not. */
export interface Agreements extends Disposable {
  /** Why nothing may be recorded of somebody in a session, for them to read; undefined while they agree. */
  whyNot(session: string, person: string): DrydockError | undefined;
  /** Something is open in their name from now on, and ends with that as its reason; without a session nothing ends it. */
  hold(session: string | undefined, person: string): Held;
}

export function makeAgreements(
  store: Pick<Store, 'findSession' | 'consentOf' | 'onSessionChange'>,
): Agreements {
  const open = new HeldSignals();
  const whyNot = (id: string, person: string) => {
    const session = store.findSession(id);
    return session && needsConsent(store.consentOf(id, person), session) ? unagreed(session) : undefined;
  };
  const end = (session: string, person: string) => {
    const reason = whyNot(session, person);
    if (reason !== undefined) open.end(keyOf(session, person), reason);
  };
  const heard = store.onSessionChange((session, change) => {
    if (change.type === 'consent') end(session, change.person);
    if (change.type !== 'session') return;
    for (const [id, person] of open.keys().map((key) => key.split(' ')))
      if (id === session && person !== undefined) end(session, person);
  });
  return {
    whyNot,
    hold: (session, person) =>
      session === undefined ? heldForGood() : open.hold(keyOf(session, person), whyNot(session, person)),
    [Symbol.dispose]: () => heard[Symbol.dispose](),
  };
}

const keyOf = (session: string, person: string) => `${session} ${person}`;
