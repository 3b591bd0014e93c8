import { DrydockError } from '../lab/errors.ts';
import type { Copies } from '../lab/ports/copies.ts';
import type { Engine } from '../lab/ports/engine.ts';
import type { AskWhy, Refusal } from '../lab/wire/refusal.ts';
import { copyContainer } from './container-copy.ts';
import { findRefusers } from './find-refusers.ts';
import { runTrial } from './trial.ts';

const projectLabel = 'com.docker.compose.project';
const serviceLabel = 'com.docker.compose.service';

/** A program that runs on for so long in a copy is let be no longer. */
const withinMs = 10_000;

export interface AskWhyTools {
  readonly engine: Pick<
    Engine,
    | 'inspectRaw'
    | 'inspectContainers'
    | 'removeLabelled'
    | 'removeContainer'
    | 'startAs'
    | 'waitForEnd'
    | 'logTail'
  >;
  readonly copies: Copies;
  readonly signal: AbortSignal;
}

/**
 * Finds out who refuses a program in a service of a compose project, by running it in copies of the service's container,
 * each with one defence or several loosened. The service's own container is not touched, and no copy is left, whether an
 * answer is found or not. Rejects with `not-found` where the project has no container of that service.
 */
export async function askWhy(
  project: string,
  { service, argv }: AskWhy,
  { engine, copies, signal }: AskWhyTools,
): Promise<Refusal> {
  const inspected = await findContainer(engine, project, service, signal);
  await copies.removeAbandoned(engine, signal);
  const { name, labels } = copies.ofOneQuestion();
  await using left = new AsyncDisposableStack();
  left.defer(async () => {
    await engine.removeLabelled(labels);
  });
  let number = 0;
  return await findRefusers(copyContainer(inspected, argv), (copy) =>
    runTrial(copy, { engine, labels, name: `${name}-${++number}`, withinMs, signal }),
  );
}

async function findContainer(
  engine: AskWhyTools['engine'],
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
