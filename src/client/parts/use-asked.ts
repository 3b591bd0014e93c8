import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReport } from '../../lab/errors.ts';
import { ApiError } from '../core/api.ts';
import type { Connection } from '../core/connection.ts';

interface Answered<T> {
  /** The newest answer; it stays while it is asked for again, and where that fails. */
  readonly value: T | undefined;
  /** Why there is none, or no newer one. What nobody answered is not: the page says so by itself. */
  readonly problem: ErrorReport | undefined;
  readonly busy: boolean;
}

export interface Asked<T> extends Answered<T> {
  /** Asks anew; what is still under way may be of before, and counts no more. */
  readonly again: () => Promise<void>;
  /** Takes an answer that came another way. */
  readonly take: (value: T) => void;
}

/**
 * Asks as soon as somebody is signed in, and again once the server is back. Where something may go on it is asked for
 * again as the page comes back to sight, and from time to time while the answer says that it does.
 */
export function useAsked<T>(
  { reach }: Pick<Connection, 'reach'>,
  ask: () => Promise<T>,
  goesOn?: (value: T) => boolean,
  everyMs = 3_000,
): Asked<T> {
  const [answered, setAnswered] = useState<Answered<T>>({
    value: undefined,
    problem: undefined,
    busy: false,
  });
  const latest = useRef(0);
  const again = async () => {
    latest.current += 1;
    const asked = latest.current;
    setAnswered((before) => ({ ...before, busy: true }));
    try {
      const value = await ask();
      if (asked === latest.current) setAnswered({ value, problem: undefined, busy: false });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (asked !== latest.current) return;
      const { status, report } = error;
      setAnswered((before) => ({ ...before, problem: status === 0 ? before.problem : report, busy: false }));
    }
  };
  const take = (value: T) => {
    latest.current += 1;
    setAnswered({ value, problem: undefined, busy: false });
  };
  useEffect(
    () =>
      reach.listen((now) => {
        if (now === 'signed-in') void again();
      }),
    [reach],
  );
  const mayGoOn = goesOn !== undefined;
  const isOn = mayGoOn && answered.value !== undefined && goesOn(answered.value);
  useEffect(() => {
    if (!mayGoOn) return;
    const fresh = () => {
      if (!document.hidden && reach.value === 'signed-in') void again();
    };
    document.addEventListener('visibilitychange', fresh);
    const timer = isOn ? setInterval(fresh, everyMs) : undefined;
    return () => {
      document.removeEventListener('visibilitychange', fresh);
      clearInterval(timer);
    };
  }, [reach, mayGoOn, isOn]);
  return { ...answered, again, take };
}
