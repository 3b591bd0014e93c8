import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { type Share, shareStateOf } from '../../lab/sessions/share.ts';
import type { Agreements } from './agreements.ts';

/** Looks that are going on, so that each ends the moment its learner wants it. */
export interface OpenShares extends Disposable {
  /** Aborted, with what to tell as its reason, once the share is not open any more; at once where it is not. */
  signalOf(share: Share): AbortSignal;
  /** The learner typed in a shell: whoever types there with them stops. */
  typed(person: string, lab: string, terminal: string): void;
}

export function makeOpenShares(
  store: Pick<Store, 'findShare' | 'listShares' | 'endShare' | 'onSessionChange'>,
  agreements: Pick<Agreements, 'whyNot'>,
): OpenShares {
  const ends = new Map<string, AbortController>();
  /** Of learners in whose shells somebody types, so that nothing is looked up for every key of all others. */
  const typing = new Map<string, Share>();

  const end = (id: string) => {
    ends.get(id)?.abort(ended());
    ends.delete(id);
    typing.delete(id);
  };
  /** A yes ends with what it was said under: agreeing again is not a yes to be looked at. */
  const endUnagreed = (session: string) => {
    for (const share of store.listShares(session))
      if (shareStateOf(share) === 'open' && agreements.whyNot(session, share.person) !== undefined)
        store.endShare(share.id);
  };
  const heard = store.onSessionChange((session, { type }) => {
    if (type === 'consent' || type === 'session') endUnagreed(session);
    if (type !== 'shares') return;
    for (const id of [...ends.keys()]) {
      const share = store.findShare(id);
      if (share === undefined || shareStateOf(share) !== 'open') end(id);
    }
  });
  return {
    signalOf(share) {
      const current = store.findShare(share.id);
      if (current === undefined || shareStateOf(current) !== 'open') return AbortSignal.abort(ended());
      const controller = ends.get(share.id) ?? new AbortController();
      ends.set(share.id, controller);
      if (share.mode === 'type') typing.set(share.id, share);
      return controller.signal;
    },
    typed(person, lab, terminal) {
      for (const share of typing.values())
        if (share.person === person && share.lab === lab && share.terminal === terminal)
          store.endShare(share.id);
    },
    [Symbol.dispose]: () => heard[Symbol.dispose](),
  };
}

const ended = (): DrydockError =>
  new DrydockError('not-allowed', {
    message: 'The learner has ended it.',
    fix: 'Ask again, if they want you to.',
  });
