import { isAbsolute, join } from 'node:path';
import { findPathFault } from '../files/path-fault.ts';
import { workspacesName } from './archive-format.ts';
import { ArchiveFault } from './archive-refusal.ts';

export interface WorkspacePlace {
  /** Below the home that is restored. */
  readonly directory: string;
  /** Where the files of the run were, if no backup holds them. */
  readonly left?: string;
}

/**
 * Where a run of an archive has its files from now on: always below `workspaces` of the new home, since whatever is
 * there is the run's to list, overwrite and delete. What was below the home of the archive moves with it; a folder
 * that the reader had given elsewhere is not taken, and the run gets one of its own. Throws an `ArchiveFault` for what
 * is no such path. Pure.
 */
export function placeWorkspace(
  run: { readonly id: string; readonly lab: string; readonly workspaceDir: string },
  from: string,
  to: string,
): WorkspacePlace {
  const { workspaceDir } = run;
  if (!isAbsolute(workspaceDir) || /\p{Cc}/u.test(workspaceDir)) throw fault(run.id);
  if (workspaceDir !== from && !workspaceDir.startsWith(from.endsWith('/') ? from : `${from}/`)) {
    const own = `${run.lab.replaceAll('/', '-')}-${run.id.slice(-6).toLowerCase()}`;
    return { directory: join(to, workspacesName, own), left: workspaceDir };
  }
  const below = workspaceDir.slice(from.length).replace(/^\//, '');
  const [first, ...names] = below.split('/');
  if (findPathFault(below) !== undefined || first !== workspacesName || names.length === 0)
    throw fault(run.id);
  return { directory: join(to, below) };
}

const fault = (id: string) =>
  new ArchiveFault(`the run ${id} in its database has no folder below ${workspacesName} of its home`);
