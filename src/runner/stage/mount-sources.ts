/** Makes ready what is mounted of the workspace, or built from, before anything of a project starts. */

import { Folder } from '../../files/folder.ts';
import { isEmpty, servicesOf } from '../../gate/model.ts';
import { insideWorkspace } from '../../gate/workspace-entries.ts';
import { liesBelow, writableFolders } from '../../gate/writers.ts';
import type { Seat, Workbench } from '../../lab/ports/seat.ts';
import { findEntry } from '../workspace/find-entry.ts';
import type { GatedCompose } from './gate.ts';

export interface SourceParts {
  readonly seat: Pick<Seat, 'engine'>;
  readonly workbench: Workbench;
  readonly project: string;
  /** The workspace as this process sees it. */
  readonly root: string;
  readonly passed: GatedCompose;
}

/**
 * Makes folders that are mounted and are not there, in place of the Engine, which would follow links on the way; and
 * ends containers of an earlier file that may write above what is mounted or built from now, since they could
 * exchange it.
 */
export async function prepareSources({ seat, workbench, project, root, passed }: SourceParts): Promise<void> {
  const { sources } = passed;
  await endEarlier({ seat, workbench, project, passed });
  const absent: string[] = [];
  for (const { inside, makes } of sources)
    if (makes && (await findEntry(root, inside)).kind === 'absent') absent.push(inside);
  if (absent.length === 0) return;
  for (const inside of absent) {
    await using _ = await (await Folder.openRoot(root)).descend(inside.split('/'), { make: true });
  }
  await workbench.syncIn();
}

/**
 * Compose leaves a container of an earlier file alone where its service is there and has a profile, and goes on with
 * one until its turn comes. One that may write above a path that is mounted now, or has mounted what can be written
 * above now, is stopped, for Compose to start again or make anew; it goes where no service of this file that runs is
 * its own. All others are Compose's to end, once what the file builds is built. Volumes stay.
 */
async function endEarlier({ seat, workbench, project, passed }: Omit<SourceParts, 'root'>): Promise<void> {
  const { workspacePath } = workbench;
  const services = servicesOf(passed.model);
  const active = new Set(
    services.flatMap(([name, { profiles }]) => (isEmpty(profiles ?? null) ? [name] : [])),
  );
  const writable = writableFolders(passed.model, workspacePath);
  const running = await seat.engine.inspectContainers({ 'com.docker.compose.project': project });
  for (const { id, labels, mounts } of running) {
    if (labels['com.docker.compose.oneoff'] === 'True') continue;
    const binds = mounts.flatMap(({ type, source, readOnly }) => {
      const inside = type === 'bind' ? insideWorkspace(source, workspacePath) : undefined;
      return inside === undefined ? [] : [{ inside, readOnly }];
    });
    const mayExchange = binds.some(
      (bind) => !bind.readOnly && passed.sources.some(({ inside }) => liesBelow(inside, bind.inside)),
    );
    const mayBeLed = binds.some((bind) => writable.some((folder) => liesBelow(bind.inside, folder.inside)));
    if (!mayExchange && !mayBeLed) continue;
    await seat.engine.stopContainer(id);
    if (!active.has(labels['com.docker.compose.service'] ?? ''))
      await seat.engine.removeContainer(id, { keepVolumes: true });
  }
}
