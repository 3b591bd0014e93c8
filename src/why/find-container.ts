import { DrydockError } from '../lab/errors.ts';
import type { Engine } from '../lab/ports/engine.ts';

const projectLabel = 'com.docker.compose.project';
const serviceLabel = 'com.docker.compose.service';

/** A container of the service, as the Engine's inspect says it. Rejects with `not-found`, which names those there are. */
export async function findContainer(
  engine: Pick<Engine, 'inspectRaw' | 'inspectContainers'>,
  project: string,
  service: string,
  signal: AbortSignal,
): Promise<unknown> {
  const ofProject = { [projectLabel]: project };
  const [found] = await engine.inspectRaw({ ...ofProject, [serviceLabel]: service }, signal);
  if (found !== undefined) return found;
  const services = (await engine.inspectContainers(ofProject, signal)).map((each) => each.service);
  throw new DrydockError('not-found', {
    message: `${project} has no container of a service “${service}”. It has ${[...new Set(services)].join(', ')}.`,
    fix: 'Name one of these, or start the service first.',
  });
}
