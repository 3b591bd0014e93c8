import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import { ApiError } from '../../core/api.ts';
import type { Connection } from '../../core/connection.ts';

export interface Answered<T> {
  /** The newest answer; undefined until there is one. */
  readonly value: T | undefined;
  /** Why there is none, or no newer one. What nobody answered is not: the page says so by itself. */
  readonly refusal: ErrorReport | undefined;
  /** Asks anew. */
  readonly again: () => Promise<void>;
  /** Takes an answer that came another way. */
  readonly take: (value: T) => void;
}

const everyMs = 3_000;

/**
 * Asks, again when the server is back, and every few seconds while the answer says that something goes on and somebody
 * looks.
 */
export function useAnswer<T>(
  { reach }: Pick<Connection, 'reach'>,
  ask: () => Promise<T>,
  goesOn: (value: T) => boolean,
): Answered<T> {
  const [value, setValue] = useState<T>();
  const [refusal, setRefusal] = useState<ErrorReport>();
  const latest = useRef(0);
  const again = async () => {
    latest.current += 1;
    const asked = latest.current;
    try {
      const answer = await ask();
      if (asked !== latest.current) return;
      setRefusal(undefined);
      setValue(() => answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (asked === latest.current && error.status !== 0) setRefusal(error.report);
    }
  };
  const take = (answer: T) => {
    latest.current += 1;
    setRefusal(undefined);
    setValue(() => answer);
  };
  useEffect(
    () =>
      reach.listen((now) => {
        if (now === 'signed-in') void again();
      }),
    [reach],
  );
  const isOn = value !== undefined && goesOn(value);
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => {
      if (!document.hidden && reach.value === 'signed-in') void again();
    }, everyMs);
    return () => clearInterval(timer);
  }, [isOn]);
  return { value, refusal, again, take };
}
