/** What follows from how a run stands in the store. */
import type { Run } from '../../lab/ports/store.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';

/** The compose project of a run: ours by its name, and unique by the end of the run's id. */
export function projectOf(run: Pick<Run, 'id' | 'lab'>): string {
  return `drydock-${run.lab.replaceAll('/', '-')}-${run.id.slice(-6).toLowerCase()}`;
}

/** The job that a run is in the middle of; what that had not finished is to be done again. */
export function unfinishedJob({ intent, step }: Pick<Run, 'intent' | 'step'>): JobKind | undefined {
  if (intent === 'stopped') return step === 'stopping' ? 'stop' : undefined;
  if (step === 'ready') return undefined;
  return step === 'reset' || step === 'solve' ? step : 'start';
}
