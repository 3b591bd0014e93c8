import { DrydockError, type ErrorReport } from '../lab/errors.ts';

/** The error that a report was made of. */
export function errorOf({ code, message, fix, place, output }: ErrorReport): DrydockError {
  return new DrydockError(code, {
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(place === undefined ? {} : { place }),
    ...(output === undefined ? {} : { output }),
  });
}
