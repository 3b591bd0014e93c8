import type { Unknown, UnknownCause } from '../lab/observation/fact.ts';

/** What was not seen does not pass; that this machine shows it to nobody has to be said. */
export function unknown(reason: string, cause: UnknownCause = 'not-seen'): Unknown {
  return { source: 'unknown', reason, cause };
}
