import type { SessionChange, SessionStore } from '../lab/ports/session-store.ts';

export interface SessionChanges extends Pick<SessionStore, 'onSessionChange'> {
  /** Tells it once the transaction that is open now is on disk; where that fails, it tells nobody. */
  afterWrite(session: string, change: SessionChange): void;
}

/** Who listens to sessions. What one throws reaches whoever wrote, once all were told; what was written is on disk. */
export function makeSessionChanges(db: { onCommit(told: () => void): void }): SessionChanges {
  const listeners = new Set<(session: string, change: SessionChange) => void>();
  return {
    onSessionChange(listener) {
      const own = (session: string, change: SessionChange) => listener(session, change);
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
    afterWrite: (session, change) =>
      db.onCommit(() => {
        const faults: unknown[] = [];
        for (const listener of listeners) {
          try {
            listener(session, change);
          } catch (fault) {
            faults.push(fault);
          }
        }
        if (faults.length > 0) throw faults[0];
      }),
  };
}
