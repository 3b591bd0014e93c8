import type { ServiceView } from '../../lab/wire/labs.ts';

/** Whether a service should run and does not, or not as it should. One that has done its work may end. */
export function isDown(service: ServiceView): boolean {
  const ended = service.status === 'exited' || service.status === 'dead';
  return (
    (ended && service.exitCode !== 0) || service.status === 'restarting' || service.health === 'unhealthy'
  );
}

/** What is wrong with it, after its name. */
export function downWords(service: ServiceView): string {
  if (service.status === 'restarting')
    return `restarts again and again; it exited with ${service.exitCode} last`;
  if (service.health === 'unhealthy') return 'runs, but its health check fails';
  return `exited with ${service.exitCode}`;
}
