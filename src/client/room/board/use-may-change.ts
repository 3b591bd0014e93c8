import { useEffect, useState } from 'preact/hooks';
import { ignoreAnswered } from '../../core/api.ts';
import type { Connection } from '../../core/connection.ts';

/** Whether one may pause, extend and end the session: its code is told to those alone. */
export function useMayChange({ api }: Connection, session: string): boolean {
  const [may, setMay] = useState(false);
  useEffect(() => {
    void api
      .call('session', { session })
      .then(({ code }) => setMay(code !== undefined))
      .catch(ignoreAnswered);
  }, [api, session]);
  return may;
}
