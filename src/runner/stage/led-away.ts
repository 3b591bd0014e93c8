/** Looks again at what was started again: the Engine follows the paths that a container mounts at each of its starts. */
import { mountsLedAway } from '../../gate/compare-running.ts';
import { type Running, readRunning } from '../../gate/running.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { BreachParts } from './gate-breach.ts';
import { askMounts, workbenchMounts } from './kernel-mounts.ts';

/**
 * What of the workspace leads elsewhere in what was started since `looked` was last filled in, which is done here. A
 * restart changes nothing else of what the Engine runs. What does not run just now is left for the next look.
 */
export async function findLedAway(
  { seat, workbench, manifest, project }: Omit<BreachParts, 'passed'>,
  looked: Set<string>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const running = readRunning(
    await seat.engine.inspectRaw({ 'com.docker.compose.project': project }, signal),
  );
  const fresh = running.filter((one) => !one.oneOff && one.initPid > 0 && !looked.has(startOf(one)));
  const mounted = await askMounts(seat, fresh, signal);
  if (mounted === undefined) return [];
  const request = {
    grants: manifest.grants,
    workspacePath: workbench.workspacePath,
    mounted,
    workbenchMounts: await workbenchMounts(workbench, signal),
  };
  for (const one of fresh) if (mounted.get(one.id)?.length !== 0) looked.add(startOf(one));
  return fresh.flatMap((one) => mountsLedAway(one, request));
}

const startOf = ({ id, startedAt }: Running) => `${id} ${startedAt}`;

/** What was found of what had been restarted: somebody exchanged what is mounted since it was judged. */
export function ledAway(found: readonly string[]): DrydockError {
  return new DrydockError('gate-breached', {
    message: `A container was started again, and a link led what it mounts out of the workspace, so everything was taken down: ${found.join('; ')}.`,
    fix: 'Look at the path in the terminal (`ls -l`), make it a plain file or folder, and press Run again.',
  });
}
