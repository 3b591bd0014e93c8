import type { Copies } from '../lab/ports/copies.ts';
import type { Engine } from '../lab/ports/engine.ts';
import type { AskWhy, Refusal } from '../lab/wire/refusal.ts';
import { type ContainerCopy, copyContainer, mountsOf, untriedOfListener } from './container-copy.ts';
import { findContainer } from './find-container.ts';
import { findRefusers } from './find-refusers.ts';
import { emptyMounts } from './loosening.ts';
import { runTrial } from './trial.ts';

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
  const mounts = mountsOf(inspected);
  await copies.removeAbandoned(engine, signal);
  const { name, labels } = copies.ofOneQuestion();
  let number = 0;
  const run = (copy: ContainerCopy) =>
    runTrial(copy, { engine, labels, name: `${name}-${++number}`, withinMs, signal });
  const lastResort = mounts.readOnly.length > 0 ? [emptyMounts(mounts.readOnly)] : [];
  const asked = findRefusers(copyContainer(inspected, argv), run, lastResort);
  const [answer] = await Promise.allSettled([asked]);
  const [removed] = await Promise.allSettled([engine.removeLabelled(labels)]);
  // Where the engine has gone, it went for both, and the question's end says more.
  if (answer.status === 'rejected') throw answer.reason;
  if (removed.status === 'rejected') throw removed.reason;
  return { ...answer.value, untried: untriedOf(inspected, mounts.writable) };
}

function untriedOf(inspected: unknown, writable: readonly string[]): string[] {
  return [
    ...(writable.length > 0
      ? [`what it writes to ${writable.join(', ')}, since what the container mounts is read-only in copies`]
      : []),
    ...untriedOfListener(inspected),
  ];
}
