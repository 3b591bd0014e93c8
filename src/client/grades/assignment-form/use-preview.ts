import { useEffect, useRef, useState } from 'preact/hooks';
import type { PolicyPreviewView } from '../../../lab/wire/assignments.ts';
import { ApiError } from '../../core/api.ts';
import type { Connection } from '../../core/connection.ts';
import { zoneHere } from '../../core/session-words.ts';

export interface Preview extends PolicyPreviewView {
  /** Why the server could not be asked; what it said before stands meanwhile. */
  readonly silence: string | undefined;
}

const nothing: Preview = { sentences: [], problems: [], silence: undefined };

/** Keys that are pressed one after the other ask once. */
const restMs = 200;

/** What the server says of rules as they are written; nothing while they are not whole. */
export function usePreview(
  connection: Connection,
  course: string,
  policy: Readonly<Record<string, unknown>> | undefined,
): Preview {
  const [preview, setPreview] = useState<Preview>(nothing);
  const turn = useRef(0);
  const key = JSON.stringify(policy);
  useEffect(() => {
    turn.current += 1;
    const mine = turn.current;
    if (policy === undefined) return setPreview(nothing);
    const ask = async () => {
      try {
        const body = { policy, reader: zoneHere() };
        const said = await connection.api.call('previewAssignment', { course, body });
        if (mine === turn.current) setPreview({ ...said, silence: undefined });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (mine === turn.current) setPreview((before) => ({ ...before, silence: error.report.message }));
      }
    };
    const timer = setTimeout(() => void ask(), restMs);
    return () => clearTimeout(timer);
  }, [key]);
  return preview;
}
