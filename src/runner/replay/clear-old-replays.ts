import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Seat } from '../../lab/ports/seat.ts';
import { projectLabel } from '../upkeep/leftovers.ts';

/** What replays of a home are called. Whoever looks after labs leaves alone what begins with `verify`. */
export interface ReplayNames {
  readonly prefix: string;
  readonly suffix: string;
}

export const replayNames = (homeId: string): ReplayNames => ({
  prefix: 'verify-grading-',
  suffix: `-${homeId.slice(-6).toLowerCase()}`,
});

/** Takes away what earlier replays left in a seat and among workspaces: none of them is at work when another begins. */
export async function clearOldReplays(
  seat: Pick<Seat, 'engine' | 'findWorkbenches'>,
  workspacesDir: string,
  { prefix, suffix }: ReplayNames,
  signal: AbortSignal,
): Promise<void> {
  const isOld = (name: string) => name.startsWith(prefix) && name.endsWith(suffix);
  const labelled = await seat.engine.listLabelled(projectLabel, signal);
  const projects = new Set(labelled.map(({ labels }) => labels[projectLabel] ?? ''));
  for (const project of projects)
    if (isOld(project.replace(/^drydock-/, '')))
      await seat.engine.removeLabelled({ [projectLabel]: project });
  for (const workbench of await seat.findWorkbenches(signal))
    if (isOld(workbench.runId)) await workbench.remove(signal);
  // Empty ones: what was laid there went with its stage, or goes with the next look.
  const folders = await readdir(workspacesDir).catch(() => []);
  for (const name of folders.filter(isOld)) await rmdir(join(workspacesDir, name)).catch(() => undefined);
}
