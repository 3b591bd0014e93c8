/**
 * A mark in a workbench that a lab was brought up since the workbench began: /dev/shm is made anew whenever a container
 * starts. It tells an engine that restarted, and took the lab's services along, from a learner who ended them; no
 * clock has to be trusted for it. Whoever deletes it has the lab brought up once more, no more than that.
 */
import type { Workbench } from '../../lab/ports/seat.ts';

const markOf = (runId: string) => `/dev/shm/drydock-up-${runId}`;
const timeoutMs = 10_000;

export async function markUp(workbench: Workbench, runId: string): Promise<void> {
  await workbench.run(['touch', markOf(runId)], { cwd: '/', timeoutMs });
}

export async function isMarkedUp(workbench: Workbench, runId: string, signal: AbortSignal): Promise<boolean> {
  const { exitCode } = await workbench.run(['test', '-e', markOf(runId)], { cwd: '/', timeoutMs, signal });
  return exitCode === 0;
}
