/** Which things on an engine belong to no run that should have them. Pure: what is there goes in. */
import type { LabelledThing } from '../../lab/ports/engine.ts';

export const projectLabel = 'com.docker.compose.project';
const directoryLabel = 'com.docker.compose.project.working_dir';

/** What an engine has of one compose project. */
export interface FoundProject {
  readonly name: string;
  /** Where its compose file was, as the CLI saw it that made a container of it; unknown without one. */
  readonly directory: string | undefined;
  /** A container or a network is there: more than what a stopped lab keeps. */
  readonly isUp: boolean;
}

/** The compose projects of which something is there. */
export function groupProjects(things: readonly LabelledThing[]): readonly FoundProject[] {
  const found = new Map<string, FoundProject>();
  for (const { kind, labels } of things) {
    const name = labels[projectLabel];
    if (name === undefined) continue;
    const { directory, isUp = false } = found.get(name) ?? {};
    found.set(name, {
      name,
      directory: directory ?? labels[directoryLabel],
      isUp: isUp || kind !== 'volume',
    });
  }
  return [...found.values()];
}

/** Runs have ULIDs; proofs, which look after themselves, have other names. */
export const isRunId = (id: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id);

export interface KnownRuns {
  readonly runIds: ReadonlySet<string>;
  readonly projects: ReadonlySet<string>;
  /** The folder in which the workspaces of the home are. */
  readonly workspacesDir: string;
}

/** Workbenches of runs that the store does not know. */
export function unknownWorkbenches<W extends { readonly runId: string }>(
  workbenches: readonly W[],
  { runIds }: Pick<KnownRuns, 'runIds'>,
): readonly W[] {
  return workbenches.filter(({ runId }) => isRunId(runId) && !runIds.has(runId));
}

/**
 * Projects of runs that the store does not know, as after an older copy of it was put back. One is of this home where
 * its files were in the home, or where it belongs to one of `workbenches`; a project of another home is left alone,
 * and so is a proof's, which has a name of its own.
 */
export function unknownProjects(
  projects: readonly FoundProject[],
  workbenches: readonly { readonly runId: string }[],
  known: KnownRuns,
): readonly FoundProject[] {
  const endings = workbenches.map(({ runId }) => `-${runId.slice(-6).toLowerCase()}`);
  return projects.filter(({ name, directory }) => {
    if (!name.startsWith('drydock-') || name.startsWith('drydock-verify-') || known.projects.has(name))
      return false;
    const isInHome = directory?.startsWith(`${known.workspacesDir}/`) ?? false;
    return isInHome || endings.some((ending) => name.endsWith(ending));
  });
}
