/** Makes ready what is mounted of the workspace, or built from, before anything of a project starts. */

import { Folder } from '../files/folder.ts';
import { insideWorkspace } from '../gate/looks.ts';
import { liesBelow } from '../gate/writers.ts';
import type { Seat, Workbench } from '../lab/ports/seat.ts';
import type { Passed } from './gate.ts';
import { lookInside } from './workspace/look-inside.ts';

export interface SourceParts {
  readonly seat: Pick<Seat, 'engine'>;
  readonly workbench: Workbench;
  readonly project: string;
  /** The workspace as this process sees it. */
  readonly root: string;
  readonly passed: Passed;
}

/**
 * Makes folders that are mounted and are not there, in place of the Engine, which would follow links on the way; and
 * ends containers of an earlier file that may write above what is mounted or built from now, since they could
 * exchange it.
 */
export async function prepareSources({ seat, workbench, project, root, passed }: SourceParts): Promise<void> {
  const { sources } = passed;
  if (sources.length === 0) return;
  const running = await seat.engine.inspectContainers({ 'com.docker.compose.project': project });
  for (const { id, mounts } of running) {
    const written = mounts.flatMap(({ type, source, readOnly }) => {
      const inside =
        type === 'bind' && !readOnly ? insideWorkspace(source, workbench.workspacePath) : undefined;
      return inside === undefined ? [] : [inside];
    });
    if (sources.some(({ inside }) => written.some((folder) => liesBelow(inside, folder))))
      await seat.engine.removeContainer(id);
  }
  const absent: string[] = [];
  for (const { inside, makes } of sources)
    if (makes && (await lookInside(root, inside)).kind === 'absent') absent.push(inside);
  if (absent.length === 0) return;
  for (const inside of absent) {
    await using _ = await (await Folder.openRoot(root)).descend(inside.split('/'), { make: true });
  }
  await workbench.syncIn();
}
