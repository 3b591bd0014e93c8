/** Whether the services of a project are as `up` is to leave them: all of them run, and are healthy. */
import type { InspectedContainer } from '../../lab/observation/container.ts';

/**
 * How long a container without a health check has to stay up for its service to count as started: what a wrong file or
 * argument ends, ends within some 100 ms. Whatever ends later is told by the Engine, as at any other time.
 */
export const settleMs = 300;

/** What `up` waits for. */
export interface Expected {
  /** Those that it starts: without `profiles`. */
  readonly services: ReadonlySet<string>;
  /** Those that others wait for to end well (`service_completed_successfully`). */
  readonly completed: ReadonlySet<string>;
}

export type Readiness =
  | { readonly state: 'ready' }
  | { readonly state: 'stopped'; readonly container: InspectedContainer; readonly how: string }
  | {
      readonly state: 'waiting';
      readonly service: string;
      readonly how: string;
      readonly settlesInMs?: number;
    };

/**
 * Judges what the Engine says. `upMs`: for how long a container is known to have been up, at least. What failed is told
 * before what is waited for.
 */
export function readinessOf(
  containers: readonly InspectedContainer[],
  { services, completed }: Expected,
  upMs: (container: InspectedContainer) => number,
): Readiness {
  const mine = containers.filter(({ service, labels }) => services.has(service) && labels[oneOff] !== 'True');
  const judged = mine.map((container) => judge(container, completed.has(container.service), upMs(container)));
  return (
    judged.find(({ state }) => state === 'stopped') ??
    judged.find((each) => each.state === 'waiting' && each.settlesInMs === undefined) ??
    judged
      .filter((each) => each.state === 'waiting')
      .toSorted((a, b) => (b.settlesInMs ?? 0) - (a.settlesInMs ?? 0))[0] ?? { state: 'ready' }
  );
}

/** Who has been started again so often does not stay up. The Engine waits twice as long before each. */
const mostRestarts = 3;

const oneOff = 'com.docker.compose.oneoff';

function judge(container: InspectedContainer, mayEnd: boolean, upMs: number): Readiness {
  const { status, health, exitCode, restartCount, service } = container;
  const waiting = (how: string): Readiness => ({ state: 'waiting', service, how });
  switch (status) {
    case 'exited':
    case 'dead':
      if (mayEnd && exitCode === 0) return { state: 'ready' };
      return { state: 'stopped', container, how: `ended with status ${exitCode}` };
    case 'restarting':
      if (restartCount >= mostRestarts)
        return { state: 'stopped', container, how: `ended ${restartCount} times, with status ${exitCode},` };
      return waiting('is restarting');
    case 'created':
    case 'removing':
      return waiting(`is ${status}`);
    case 'running':
    // Somebody holds it by hand: it is up, and no wait lets it go.
    case 'paused':
      if (mayEnd) return waiting('runs, and is waited for to end');
      if (health === 'unhealthy') return { state: 'stopped', container, how: 'became unhealthy' };
      if (health === 'starting') return waiting('is starting');
      if (health === 'healthy' || upMs >= settleMs) return { state: 'ready' };
      return { state: 'waiting', service, how: 'is starting', settlesInMs: settleMs - upMs };
  }
}
