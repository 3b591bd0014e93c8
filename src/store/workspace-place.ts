import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { workspacesName } from './archive/archive-format.ts';
import { ArchiveFault } from './archive/archive-refusal.ts';

export interface PlacedRun {
  readonly id: string;
  readonly lab: string;
  readonly workspaceDir: string;
}

export interface WorkspacePlace {
  /** One name below `workspaces` of the home that is restored, and no other run's. */
  readonly directory: string;
  /** Where the files of the run are or were, if it does not go on with them. */
  readonly left?: string;
}

export interface Places {
  /** The home of the archive, and the one that it is restored into. */
  readonly from: string;
  readonly to: string;
  /** What the archive has in its `workspaces`, by name: whether that is a folder. */
  readonly there: ReadonlyMap<string, boolean>;
}

/**
 * Where the runs of an archive have their files from now on, by their ids; the runs in the order in which they came.
 * Whatever is in such a folder is the run's to list, overwrite and delete, and its containers write there: so each
 * has one alone, directly below `workspaces`, where nobody else can exchange it for a link. What had such a folder
 * keeps it, the last where several had the same; any other run gets a new one, under a name of ours. Throws an
 * `ArchiveFault` for what is no path that Drydock writes. Pure.
 */
export function placeWorkspaces(
  runs: readonly PlacedRun[],
  { from, to, there }: Places,
): ReadonlyMap<string, WorkspacePlace> {
  const places = new Map<string, WorkspacePlace>();
  const taken = new Set<string>();
  for (const run of runs.toReversed()) {
    const name = nameBelow(run, from, there);
    if (name === undefined || there.get(name) === false || taken.has(fold(name))) continue;
    taken.add(fold(name));
    places.set(run.id, { directory: join(to, workspacesName, name) });
  }
  for (const name of there.keys()) taken.add(fold(name));
  for (const run of runs.filter(({ id }) => !places.has(id))) {
    const name = freeName(run, taken);
    taken.add(fold(name));
    const below = findBelow(run.workspaceDir, from);
    const left = below === undefined ? run.workspaceDir : join(to, below);
    places.set(run.id, { directory: join(to, workspacesName, name), left });
  }
  return places;
}

/**
 * The name of a run's folder, if that was directly below `workspaces` of its home; reached by whatever path, which a
 * link makes another: the archive has the folder then.
 */
function nameBelow(
  { id, workspaceDir }: PlacedRun,
  from: string,
  there: Places['there'],
): string | undefined {
  if (!isAbsolute(workspaceDir) || normalize(workspaceDir) !== workspaceDir || workspaceDir.includes('\0'))
    throw new ArchiveFault(`the run ${id} in its database has no folder`);
  const name = basename(workspaceDir);
  const folder = dirname(workspaceDir);
  const isBelow = folder === join(from, workspacesName);
  const isFound = basename(folder) === workspacesName && there.get(name) === true;
  // Beside a folder is what server and seat both had of it, under its name with this ending.
  return (isBelow || isFound) && !name.endsWith('.synced.json') ? name : undefined;
}

function findBelow(path: string, from: string): string | undefined {
  const above = from.endsWith('/') ? from : `${from}/`;
  return path.startsWith(above) ? path.slice(above.length) : undefined;
}

function freeName({ id, lab }: PlacedRun, taken: ReadonlySet<string>): string {
  const own = `${lab.replaceAll(/[^\w.-]/g, '-')}-${id.slice(-6).toLowerCase()}`;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? own : `${own}-${number}`;
    if (!taken.has(fold(name)) && !taken.has(fold(`${name}.synced.json`))) return name;
  }
}

/** Names that are one on some file system. */
const fold = (name: string): string => name.normalize('NFC').toLowerCase();
