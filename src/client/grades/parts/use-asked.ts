import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import { ApiError } from '../../core/api.ts';
import type { Connection } from '../../core/connection.ts';

interface Answered<T> {
  /** What was answered last; it stays while it is asked for again, and where that fails. */
  readonly value: T | undefined;
  readonly problem: ErrorReport | undefined;
  readonly busy: boolean;
}

export interface Asked<T> extends Answered<T> {
  /** False where the server said no. */
  readonly again: () => Promise<boolean>;
}

/**
 * Asks as soon as somebody is signed in, and again once the server is back. What is asked for while an answer is under
 * way is asked for after it: that answer may be of before.
 */
export function useAsked<T>(connection: Connection, ask: () => Promise<T>): Asked<T> {
  const [answered, setAnswered] = useState<Answered<T>>({
    value: undefined,
    problem: undefined,
    busy: false,
  });
  const last = useRef<Promise<boolean>>(Promise.resolve(true));
  const turn = async (): Promise<boolean> => {
    setAnswered((before) => ({ ...before, busy: true }));
    try {
      const value = await ask();
      setAnswered({ value, problem: undefined, busy: false });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { report } = error;
      setAnswered((before) => ({ ...before, problem: report, busy: false }));
      return false;
    }
  };
  const again = () => {
    last.current = last.current.then(turn, turn);
    return last.current;
  };
  useEffect(
    () =>
      connection.reach.listen((reach) => {
        if (reach === 'signed-in') void again();
      }),
    [connection],
  );
  return { ...answered, again };
}
