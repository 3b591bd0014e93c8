import { createMiddleware } from 'hono/factory';
import type { Action } from '../lab/people/action.ts';
import type { ServerEnv } from './environment.ts';

type Named = 'session' | 'course' | 'assignment' | 'person';

/**
 * Before a handler: whether whoever asks may do this to what the path names. `records`: something is recorded of them,
 * also where they only read.
 */
export function permit(action: Action, { records }: { readonly records?: boolean | undefined } = {}) {
  return createMiddleware<ServerEnv>(async (c, next) => {
    const { session, course, assignment, person }: Partial<Record<Named, string>> = c.req.param();
    const reads = records !== true && (c.req.method === 'GET' || c.req.method === 'HEAD');
    c.get('permissions').require(c.get('caller'), action, {
      session,
      course,
      assignment,
      person,
      reads,
    });
    return next();
  });
}
