import { DrydockError, type ErrorReport } from './errors.ts';

/** Whether it failed since its engine went away while it was asked. */
export function isEngineLost(error: unknown): error is DrydockError {
  return error instanceof DrydockError && error.code === 'engine-lost';
}

/** It was not the lab that went wrong: the same goes well once the engine is back. */
export function isEngineAway(error: Pick<ErrorReport, 'code'> | undefined): boolean {
  return error?.code === 'engine-lost' || error?.code === 'engine-absent';
}
