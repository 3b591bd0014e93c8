import type { JobKind } from '../../lab/wire/jobs.ts';

/** What a job is called while it is under way. */
export const jobWords: Readonly<Record<JobKind, string>> = {
  start: 'Starting',
  run: 'Running your files',
  reset: 'Going back to the start; your files are kept aside',
  solve: 'Putting the solution in place; your files are kept aside',
  stop: 'Stopping',
};

export const engineIsPrepared = 'The engine is being prepared.';
export const cannotRunHere = 'This lab cannot run on this machine.';
