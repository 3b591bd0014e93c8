import type { Engine } from '../lab/ports/engine.ts';
import type { AskWhy, Refusal } from '../lab/wire/refusal.ts';
import { type ContainerCopy, copyContainer, mountsOf, untriedOfListener } from './container-copy.ts';
import { findRefusers } from './find-refusers.ts';
import { emptyMounts } from './loosening.ts';
import { runTrial } from './trial.ts';
import { type CopyTools, withCopies } from './with-copies.ts';

/** A program that runs on for so long in a copy is let be no longer. */
const withinMs = 10_000;

export interface AskWhyTools extends CopyTools {
  readonly engine: CopyTools['engine'] &
    Pick<Engine, 'removeContainer' | 'startAs' | 'waitForEnd' | 'logTail'>;
}

/**
 * Finds out who refuses a program in a service of a compose project, by running it in copies of the service's container,
 * each with one defence or several loosened. The service's own container is not touched, and no copy is left, whether an
 * answer is found or not. Rejects with `not-found` where the project has no container of that service.
 */
export async function askWhy(
  project: string,
  { service, argv }: AskWhy,
  tools: AskWhyTools,
): Promise<Refusal> {
  const { engine, signal } = tools;
  return withCopies(project, service, tools, async ({ inspected, labels, nextName }) => {
    const mounts = mountsOf(inspected);
    const run = (copy: ContainerCopy) =>
      runTrial(copy, { engine, labels, name: nextName(), withinMs, signal });
    const lastResort = mounts.readOnly.length > 0 ? [emptyMounts(mounts.readOnly)] : [];
    const found = await findRefusers(copyContainer(inspected, argv), run, lastResort);
    return { ...found, untried: untriedOf(inspected, mounts.writable) };
  });
}

function untriedOf(inspected: unknown, writable: readonly string[]): string[] {
  return [
    ...(writable.length > 0
      ? [`what it writes to ${writable.join(', ')}, since what the container mounts is read-only in copies`]
      : []),
    ...untriedOfListener(inspected),
  ];
}
