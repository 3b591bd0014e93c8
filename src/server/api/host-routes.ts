import { DrydockError } from '../../lab/errors.ts';
import type { Health, HostReport } from '../../lab/wire/host.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import { routeOf } from './route-parts.ts';

export interface HostParts {
  readonly health: () => Omit<Health, 'signedIn'>;
  readonly hostReport: (signal: AbortSignal) => Promise<HostReport>;
  readonly mintLoginUrl: () => string;
}

/** What this server and its machine are. */
export function addHostRoutes(app: ServerApp, { health, hostReport, mintLoginUrl }: HostParts): void {
  app.openapi(routeOf(routes.health), (c) => c.json({ ...health(), signedIn: c.get('signedIn') }, 200));
  app.openapi(routeOf(routes.host), async (c) => c.json(await hostReport(c.req.raw.signal), 200));
  app.openapi(routeOf(routes.mintLogin), (c) => {
    if (c.env.channel === 'socket') return c.json({ url: mintLoginUrl() }, 200);
    throw new DrydockError('not-allowed', {
      message: 'Login links are made on the machine where Drydock runs.',
      fix: 'Run `npm run drydock -- open` there.',
    });
  });
}
