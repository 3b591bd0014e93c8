import { ApiError } from '../../core/api.ts';

/** What the server would say of it: it is not in the list of what the reader may see. */
export function absent(thing: string): never {
  throw new ApiError(404, {
    code: 'not-found',
    title: 'Not found',
    message: `There is no such ${thing} here for you.`,
  });
}
