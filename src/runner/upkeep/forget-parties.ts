import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeOf } from '../../files/folder.ts';
import { removePath } from '../../files/remove-entry.ts';
import type { SeatDirectory } from '../../lab/ports/seat-directory.ts';
import type { Run, RunStore } from '../../lab/ports/store.ts';
import { projectOf } from '../jobs/run-state.ts';
import type { LabRunner } from '../lab-runner.ts';
import { projectLabel } from './leftovers.ts';

export interface ForgetTools {
  readonly runner: Pick<LabRunner, 'begin' | 'finish'>;
  readonly store: Pick<RunStore, 'listRuns' | 'findRun'>;
  readonly seats: Pick<SeatDirectory, 'listRunning'>;
  readonly workspacesDir: string;
  readonly keptDir: string;
}

/**
 * Takes away what parties worked with: stops their labs, removes their copies and volumes from the seats that run, and
 * their workspaces. Seats of their own go whole, by whoever made them. Rejects where a lab cannot be stopped, with what
 * was not yet removed in its place.
 */
export async function forgetParties(
  tools: ForgetTools,
  parties: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const runs = tools.store.listRuns().filter(({ party }) => parties.has(party));
  if (runs.length === 0) return;
  for (const run of runs) await stop(tools, run, signal);
  await clearSeats(tools, runs, signal);
  for (const { workspaceDir } of runs) {
    const inside = relative(tools.workspacesDir, workspaceDir);
    // A workspace elsewhere is a folder of somebody's own.
    if (inside === '' || inside.startsWith('..') || inside.includes('/')) continue;
    await removePath(workspaceDir);
    await removePath(`${workspaceDir}.synced.json`);
  }
}

async function stop({ runner, store }: ForgetTools, run: Run, signal: AbortSignal): Promise<void> {
  if (run.intent === 'stopped' || store.findRun(run)?.id !== run.id) return;
  const { id } = await runner.begin(run, 'stop');
  await runner.finish(id, undefined, signal);
}

async function clearSeats({ seats }: ForgetTools, runs: readonly Run[], signal: AbortSignal): Promise<void> {
  const ids = new Set(runs.map(({ id }) => id));
  for (const running of await seats.listRunning(signal)) {
    const seat = await running.open(signal);
    if (seat === undefined) continue;
    const projects = new Set(
      (await seat.engine.listLabelled(projectLabel, signal)).map(({ labels }) => labels[projectLabel]),
    );
    for (const project of runs.map(projectOf))
      if (projects.has(project)) await seat.engine.removeLabelled({ [projectLabel]: project });
    for (const workbench of await seat.findWorkbenches(signal))
      if (ids.has(workbench.runId)) await workbench.remove(signal);
  }
}

/**
 * Removes the copies that *Reset* and *Solve* kept of files whose content is among these: a copy does not say whose it
 * was, and belongs to whom its files did.
 */
export async function forgetKept(
  { keptDir }: Pick<ForgetTools, 'keptDir'>,
  contents: ReadonlySet<string>,
): Promise<void> {
  if (contents.size === 0) return;
  for (const lab of await entriesOf(keptDir))
    for (const copy of await entriesOf(join(keptDir, lab)))
      if (await holdsOneOf(join(keptDir, lab, copy), contents)) await removePath(join(keptDir, lab, copy));
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
}

async function holdsOneOf(folder: string, contents: ReadonlySet<string>): Promise<boolean> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(entry.parentPath, entry.name)), hash);
    if (contents.has(hash.digest('hex'))) return true;
  }
  return false;
}
