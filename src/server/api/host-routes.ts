import { createRoute } from '@hono/zod-openapi';
import { DrydockError } from '../../lab/errors.ts';
import {
  type Health,
  HealthSchema,
  type HostReport,
  HostReportSchema,
  LoginUrlSchema,
} from '../../lab/protocol.ts';
import type { ServerApp } from '../environment.ts';
import { answers } from './route-parts.ts';

export interface HostParts {
  readonly health: () => Omit<Health, 'signedIn'>;
  readonly hostReport: (signal: AbortSignal) => Promise<HostReport>;
  readonly mintLoginUrl: () => string;
}

/** What this server and its machine are. */
export function addHostRoutes(app: ServerApp, { health, hostReport, mintLoginUrl }: HostParts): void {
  app.openapi(
    createRoute({ method: 'get', path: '/api/health', responses: answers(HealthSchema, 'The server is up') }),
    (c) => c.json({ ...health(), signedIn: c.get('signedIn') }, 200),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/host',
      responses: answers(HostReportSchema, 'What this machine is and can'),
    }),
    async (c) => c.json(await hostReport(c.req.raw.signal), 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/logins',
      responses: answers(LoginUrlSchema, 'A fresh login link; over the socket in the home only'),
    }),
    (c) => {
      if (c.env.channel === 'socket') return c.json({ url: mintLoginUrl() }, 200);
      throw new DrydockError('not-allowed', {
        message: 'Login links are made on the machine where Drydock runs.',
        fix: 'Run `npm run drydock -- open` there.',
      });
    },
  );
}
