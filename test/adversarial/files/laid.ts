import { makeCompose } from '../../../src/engine/compose/compose.ts';
import type { Engine } from '../../../src/lab/ports/engine.ts';
import type { Seat } from '../../../src/lab/ports/seat.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import type { StateFiles } from '../../../src/runner/library/lab-state.ts';
import { Stage } from '../../../src/runner/stage/stage.ts';
import { makeWorkbench } from '../../../src/seats/workbench/open-workbench.ts';
import { bindWorkspace } from '../../../src/seats/workbench/workspace-link.ts';
import { startLocally } from '../../fixtures/local-process.ts';
import { makeManifest } from '../../fixtures/manifest.ts';

/**
 * Lays files as *Solve* and *Reset* do, in a workspace that is bound into a workbench whose programs run here.
 * `onGoing` is what a container does right before an entry goes.
 */
export async function layIn(
  workspaceDir: string,
  files: StateFiles = new Map(),
  onGoing: (path: string) => void = () => undefined,
): Promise<readonly string[]> {
  const engine: Pick<Engine, 'exec'> = { exec: (_, request) => startLocally(request) };
  const openWorkbench: Seat['openWorkbench'] = async (spec) =>
    makeWorkbench({
      engine,
      container: 'here',
      spec,
      workspace: bindWorkspace(spec.workspaceDir),
      remove: async () => undefined,
    });
  const stage = await Stage.open({
    // Laying files asks a seat for nothing else.
    seat: { openWorkbench } as Partial<Seat> as Seat,
    manifest: makeManifest({}),
    vars: {},
    runId: 'laid',
    project: 'laid',
    workspaceDir,
    compose: makeCompose(),
    imageFacts: makeImageFactsCache(),
  });
  return stage.lay(files, async (path) => onGoing(path));
}
