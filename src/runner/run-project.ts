import type { Run } from '../lab/ports/store.ts';

/** The compose project of a run: ours by its name, and unique by the end of the run's id. */
export function projectOf(run: Pick<Run, 'id' | 'lab'>): string {
  return `drydock-${run.lab.replaceAll('/', '-')}-${run.id.slice(-6).toLowerCase()}`;
}
