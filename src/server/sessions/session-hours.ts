import type { SessionStore } from '../../lab/ports/session-store.ts';
import { phaseOf, type SessionPhase, whyClosed } from '../../lab/sessions/session.ts';

/** When sessions are open, and what ends as they close. */
export interface SessionHours extends Disposable {
  /** Aborted, with what to tell as its reason, while the session is not open; never without a session. */
  signalOf(session: string | undefined): AbortSignal;
  /** Looks whose time has come; hears nothing of what an instructor changes, which the store tells. */
  tick(): void;
  /** Hears of each session whose time has come. */
  onTurn(listener: (session: string) => void): Disposable;
}

export function makeSessionHours(
  store: Pick<SessionStore, 'findSession' | 'listSessions' | 'onSessionChange'>,
  clock: () => Date,
): SessionHours {
  const closings = new Map<string, AbortController>();
  const phases = new Map<string, SessionPhase>();
  const listeners = new Set<(session: string) => void>();

  const reasonOf = (id: string) => {
    const session = store.findSession(id);
    return session && whyClosed(session, clock());
  };
  const close = (id: string) => {
    const reason = reasonOf(id);
    if (reason === undefined) return;
    closings.get(id)?.abort(reason);
    closings.delete(id);
  };
  const heard = store.onSessionChange((id, { type }) => {
    if (type === 'session') close(id);
  });

  return {
    signalOf(id) {
      if (id === undefined) return new AbortController().signal;
      const reason = reasonOf(id);
      if (reason !== undefined) return AbortSignal.abort(reason);
      const closing = closings.get(id) ?? new AbortController();
      closings.set(id, closing);
      return closing.signal;
    },
    tick() {
      const now = clock();
      for (const session of store.listSessions()) {
        const phase = phaseOf(session, now);
        const before = phases.get(session.id);
        phases.set(session.id, phase);
        if (before !== phase) close(session.id);
        if (before === undefined || before === phase) continue;
        for (const listener of listeners) listener(session.id);
      }
    },
    onTurn(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.dispose]: () => heard[Symbol.dispose](),
  };
}
