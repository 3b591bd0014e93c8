/** The files of a lab as its learner edits them. Every version that is saved is recorded. */
import { DrydockError } from '../lab/errors.ts';
import { recordRevisions } from './kept-copies.ts';
import type { LabKey, WorkspaceFiles } from './lab-runner.ts';
import type { StateFiles } from './library/lab-state.ts';
import type { LiveRun } from './live-run.ts';
import type { RunnerTools } from './runner-tools.ts';
import type { Workspace } from './workspace/workspace.ts';

/** Where the engine is away, the server's copy is what there is to show. */
async function bringOut(run: LiveRun): Promise<void> {
  try {
    await run.use((stage) => stage.workbench.syncOut());
  } catch (error) {
    if (!(error instanceof DrydockError && error.code === 'engine-lost')) throw error;
  }
}

/** To delete what is beyond the bounds of a copy is the way back below them: it goes without one. */
async function recordable(workspace: Workspace, path: string): Promise<StateFiles> {
  return workspace.snapshotOf(path).catch((error: unknown) => {
    if (error instanceof DrydockError && error.code === 'too-big') return new Map();
    throw error;
  });
}

export function makeWorkspaceFiles(tools: RunnerTools, live: (key: LabKey) => LiveRun): WorkspaceFiles {
  const workspaces = new Map<string, Workspace>();
  const open = (key: LabKey): { workspace: Workspace; run: NonNullable<LiveRun['run']> } => {
    const { run } = live(key);
    if (!run)
      throw new DrydockError('not-started', {
        message: `The lab ${key.lab} has no files yet.`,
        fix: 'Start it first.',
      });
    // One object a folder: it lets one save through at a time.
    const workspace = workspaces.get(run.workspaceDir) ?? tools.workspaceOf(run);
    workspaces.set(run.workspaceDir, workspace);
    return { workspace, run };
  };
  /** Where the workspace is a volume, what was made inside it comes out first. */
  const fresh = async (key: LabKey) => {
    const opened = open(key);
    if (opened.run.intent === 'running') await bringOut(live(key));
    return opened.workspace;
  };
  const changed = async <T>(key: LabKey, paths: readonly string[], result: T): Promise<T> => {
    await live(key).edited(paths);
    return result;
  };
  return {
    list: async (key) => (await fresh(key)).list(),
    read: async (key, path) => (await fresh(key)).read(path),
    async save(key, path, text, revision) {
      const { workspace, run } = open(key);
      const content = await workspace.save(path, text, revision);
      recordRevisions(
        tools.store,
        run.id,
        new Map([[path, { content: Buffer.from(text), executable: false }]]),
        'saved',
      );
      return changed(key, [path], content);
    },
    create: async (key, path, kind) => changed(key, [path], await open(key).workspace.create(path, kind)),
    rename: async (key, from, to) => changed(key, [from, to], await open(key).workspace.rename(from, to)),
    async remove(key, path) {
      const { workspace, run } = open(key);
      recordRevisions(tools.store, run.id, await recordable(workspace, path), 'saved');
      await workspace.remove(path).catch(async (error: unknown) => {
        // The engine has powers that we lack; what is not there, or is refused, is so for both.
        const isFinal = error instanceof DrydockError && ['not-found', 'path-refused'].includes(error.code);
        if (run.intent !== 'running' || isFinal) throw error;
        await live(key).use((stage) => stage.workbench.deletePaths([path]));
      });
      await changed(key, [path], undefined);
    },
  };
}
