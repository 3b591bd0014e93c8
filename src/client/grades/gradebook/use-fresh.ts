import { useEffect, useRef } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';

const everyMs = 10_000;

/** Asks again when the page comes back to sight, and from time to time while something is still to come. */
export function useFresh(connection: Connection, isWaiting: boolean, again: () => Promise<unknown>): void {
  const ask = useRef(again);
  ask.current = again;
  useEffect(() => {
    const isInSight = () => document.visibilityState === 'visible' && connection.reach.value === 'signed-in';
    const fresh = () => {
      if (isInSight()) void ask.current();
    };
    document.addEventListener('visibilitychange', fresh);
    const timer = isWaiting ? setInterval(fresh, everyMs) : undefined;
    return () => {
      document.removeEventListener('visibilitychange', fresh);
      clearInterval(timer);
    };
  }, [connection, isWaiting]);
}
