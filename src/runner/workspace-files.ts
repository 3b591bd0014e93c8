/** The files of a lab as its learner edits them. Every version that is saved is recorded. */

import { isShut } from '../files/walk.ts';
import { isEngineLost } from '../lab/engine-away.ts';
import { DrydockError, type ErrorCode, type ErrorReport } from '../lab/errors.ts';
import type { RunKey } from '../lab/ports/store.ts';
import type { FileEntry } from '../lab/wire/files.ts';
import { recordRevisions } from './jobs/kept-copies.ts';
import type { WorkspaceFiles } from './lab-runner.ts';
import type { StateFiles } from './library/lab-state.ts';
import type { OpenLab } from './open-lab/open-lab.ts';
import type { RunnerTools } from './runner-tools.ts';
import { bringOut } from './stage/bring-out.ts';
import type { Workspace } from './workspace/workspace.ts';

/** Where files cannot be brought out, the server's copy is what there is to show, and why that may not be all. */
export async function tryBringOut(run: OpenLab): Promise<ErrorReport | undefined> {
  try {
    return await run.use(({ workbench }) => bringOut(workbench));
  } catch (error) {
    if (!isEngineLost(error)) throw error;
    return undefined;
  }
}

/** To delete what is beyond the bounds of a copy, or cannot be read for one, is the way back: it goes without one. */
async function recordable({ workspace, trouble }: Fresh, path: string): Promise<StateFiles> {
  return workspace.snapshotOf(path).catch((error: unknown) => {
    if (isShut(error) || hasCode(error, 'too-big') || (trouble && hasCode(error, 'not-found')))
      return new Map();
    throw error;
  });
}

export function makeWorkspaceFiles(tools: RunnerTools, live: (key: RunKey) => OpenLab): WorkspaceFiles {
  const workspaces = new Map<string, Workspace>();
  const open = (key: RunKey): { workspace: Workspace; run: NonNullable<OpenLab['run']> } => {
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
  const fresh = async (key: RunKey): Promise<Fresh> => {
    const { workspace, run } = open(key);
    const trouble = run.intent === 'running' ? await tryBringOut(live(key)) : undefined;
    return { workspace, run, trouble };
  };
  const changed = async <T>(key: RunKey, paths: readonly string[], result: T): Promise<T> => {
    await live(key).edited(paths);
    return result;
  };
  return {
    async list(key) {
      const { workspace, trouble } = await fresh(key);
      const entries = await workspace.list();
      return trouble ? [...entries, onlyInside(trouble)] : entries;
    },
    read: async (key, path) => (await fresh(key)).workspace.read(path),
    async save(key, path, text, revision) {
      const { workspace, run } = await fresh(key);
      const content = await workspace.save(path, text, revision);
      recordRevisions(
        tools.store,
        run.id,
        new Map([[path, { content: Buffer.from(text), executable: false }]]),
        'saved',
      );
      return changed(key, [path], content);
    },
    create: async (key, path, kind) =>
      changed(key, [path], await (await fresh(key)).workspace.create(path, kind)),
    rename: async (key, from, to) =>
      changed(key, [from, to], await (await fresh(key)).workspace.rename(from, to)),
    async remove(key, path) {
      const opened = await fresh(key);
      const { workspace, run, trouble } = opened;
      recordRevisions(tools.store, run.id, await recordable(opened, path), 'saved');
      const removeInside = () => live(key).use((stage) => stage.workbench.deletePaths([path]));
      try {
        await workspace.remove(path);
        if (trouble) await removeInside();
      } catch (error) {
        // The engine has powers that we lack; what is not there, or is refused, is so for both, unless what could not
        // be brought out is the very thing that is to go.
        const isFinal = hasCode(error, 'path-refused') || (hasCode(error, 'not-found') && !trouble);
        if (run.intent !== 'running' || isFinal) throw error;
        await removeInside();
      }
      await changed(key, [path], undefined);
    },
  };
}

interface Fresh {
  readonly workspace: Workspace;
  readonly run: NonNullable<OpenLab['run']>;
  /** What kept files in the seat. */
  readonly trouble: ErrorReport | undefined;
}

const hasCode = (error: unknown, code: ErrorCode) => error instanceof DrydockError && error.code === code;

/** The last line of a list that may not be all, as that of one which is too long. */
function onlyInside({ message }: ErrorReport): FileEntry {
  const path = `… not all is listed: what only the seat has could not be brought out. ${message}`;
  return { path, kind: 'file', sizeBytes: 0, revision: '' };
}
