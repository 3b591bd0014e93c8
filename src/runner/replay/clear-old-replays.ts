import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../files/folder.ts';
import { removePath } from '../../files/remove-entry.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import { projectLabel } from '../upkeep/leftovers.ts';

/** What replays of one grader are called. Whoever looks after labs leaves alone what begins with `verify`. */
export interface ReplayNames {
  readonly prefix: string;
  readonly suffix: string;
}

export const replayNames = (homeId: string, grader: number): ReplayNames => ({
  prefix: `verify-grading-${grader}-`,
  suffix: `-${homeId.slice(-6).toLowerCase()}`,
});

/** As replays were called while a home had one grader: the id of a submission, a ULID, stands where the grader's is now. */
const isUnnumbered = (name: string): boolean => /^verify-grading-[0-9a-z]{26}-/.test(name);

/** Takes away what earlier replays of a grader left in a seat and among workspaces: it has one at a time. */
export async function clearOldReplays(
  seat: Pick<Seat, 'engine' | 'findWorkbenches'>,
  workspacesDir: string,
  { prefix, suffix }: ReplayNames,
  signal: AbortSignal,
): Promise<void> {
  const isOld = (name: string) => (name.startsWith(prefix) || isUnnumbered(name)) && name.endsWith(suffix);
  const labelled = await seat.engine.listLabelled(projectLabel, signal);
  const projects = new Set(labelled.map(({ labels }) => labels[projectLabel] ?? ''));
  for (const project of projects)
    if (isOld(project.replace(/^drydock-/, '')))
      await seat.engine.removeLabelled({ [projectLabel]: project });
  for (const workbench of await seat.findWorkbenches(signal))
    if (isOld(workbench.runId)) await workbench.remove(signal);
  await removeFolders(workspacesDir, isOld);
}

/** Takes away what replays of any grader left among workspaces. A server does so before it grades. */
export function clearReplayFolders(workspacesDir: string, homeId: string): Promise<void> {
  const { suffix } = replayNames(homeId, 1);
  return removeFolders(workspacesDir, (name) => name.startsWith('verify-grading-') && name.endsWith(suffix));
}

/** Takes away the folder of one replay, with what was handed in, and what its seat and it had in common. */
export async function removeReplayFolder(workspaceDir: string): Promise<void> {
  for (const path of [workspaceDir, `${workspaceDir}.synced.json`]) await removePath(path);
}

async function removeFolders(workspacesDir: string, isOld: (name: string) => boolean): Promise<void> {
  // With what was handed in, where a replay was killed; and what a seat without these folders is told of them.
  const there = await readdir(workspacesDir).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of there.filter((each) => isOld(each.replace(/\.synced\.json$/, ''))))
    await removePath(join(workspacesDir, name));
}
