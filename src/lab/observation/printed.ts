import type { Observation } from './observation.ts';

/** What programs printed that were run in a lab for Check, by the ids of their probes. */
export interface Printed {
  /** When it was looked at, in ISO 8601; absent where nothing was judged yet. */
  readonly at?: string | undefined;
  /** Of those that ended with status 0, whole. */
  readonly printed: Readonly<Record<string, string>>;
}

/** What programs printed as an observation has it. */
export function printedIn({ takenAt, probes }: Pick<Observation, 'takenAt' | 'probes'>) {
  const whole = Object.values(probes).flatMap(({ id, exitCode, stdout, truncated }) =>
    exitCode === 0 && stdout !== undefined && truncated !== true ? [[id, stdout] as const] : [],
  );
  return { at: takenAt, printed: Object.fromEntries(whole) } satisfies Printed;
}
