import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../core/api.ts';
import type { Connection } from '../core/connection.ts';

/** What labs are called, by id: asked for once it is wanted. Until then, and where nobody answers, a lab is its id. */
export function useLabTitles(connection: Connection, isWanted: boolean): (lab: string) => string {
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (!isWanted) return;
    connection.api.call('labs').then(
      (labs) => setTitles(new Map(labs.map(({ id, title }) => [id, title]))),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
      },
    );
  }, [isWanted]);
  return (lab) => titles.get(lab) ?? lab;
}
