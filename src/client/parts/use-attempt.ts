import { useState } from 'preact/hooks';
import type { ErrorReport } from '../../lab/errors.ts';
import { ApiError } from '../core/api.ts';

export interface Attempt {
  readonly busy: boolean;
  /** What the server said against the last thing that was asked for. */
  readonly problem: ErrorReport | undefined;
  /** Does it, once at a time; false where the server said no. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Something that a reader asks the server for, with what is said where it cannot be done. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | undefined>(undefined);
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.report);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}
