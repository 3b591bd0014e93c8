/** What a job does to the files of a workspace: whatever is in the way is kept in a copy before it goes, and told. */
import type { TreeEntry } from '../../files/file-tree.ts';
import type { Run } from '../../lab/ports/store.ts';
import type { Job } from '../jobs/job.ts';
import { checkRoom, keepCopy, recordRevisions } from '../jobs/kept-copies.ts';
import { KeptCopy } from '../jobs/kept-copy.ts';
import type { Lab } from '../library/lab-library.ts';
import { readLabState } from '../library/lab-state.ts';
import type { RunnerTools } from '../runner-tools.ts';
import type { Stage } from '../stage/stage.ts';
import { listSome } from '../tell-kept.ts';
import { maxReadBytes } from '../workspace/snapshot.ts';
import type { LabFeed } from './lab-feed.ts';

type Reason = 'before-reset' | 'before-solve';

export interface ChangeParts {
  readonly tools: Pick<RunnerTools, 'store' | 'keptDir' | 'now'>;
  /** As it was when the job began. */
  readonly run: Run;
  readonly stage: Stage;
  readonly job: Job;
  readonly feed: LabFeed;
}

export class WorkspaceChange {
  readonly #parts: ChangeParts;
  #kept: KeptCopy;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
    // Of a first start that failed, the page may have saved files since: what is in the way is kept, one by one.
    this.#kept = this.#copyOf('before-reset');
  }

  /** Rejects with `too-big` where the copies of the lab have no room for all that is in the workspace. */
  async checkRoom(): Promise<void> {
    const { tools, run } = this.#parts;
    await this.#whileUnchanged(async () => checkRoom(tools.keptDir, run.lab, await this.#readWhole()));
  }

  /** Keeps a copy of all that is in the workspace now. */
  async keepAll(reason: Reason): Promise<void> {
    const { tools, run, stage, job } = this.#parts;
    const made = await this.#whileUnchanged(async () => {
      const tree = await this.#readWhole();
      const folder = await keepCopy(tools.keptDir, run.lab, tools.now(), tree);
      recordRevisions(tools.store, run.id, (await stage.workspace.snapshot()).files, reason);
      tellKept(job, [folder]);
      return { tree, folder };
    });
    this.#kept = this.#copyOf(reason, made);
  }

  /** Makes the workspace hold the files of a state and nothing else. */
  async lay(lab: Lab, state: 'start' | 'solution'): Promise<void> {
    const { run, stage, job, feed } = this.#parts;
    const files = await readLabState(lab, state, run.vars);
    try {
      const paths = await stage.lay(files, (path, version) => this.#kept.add(path, version), job.signal);
      feed.tell({ type: 'files', paths });
    } finally {
      if (this.#kept.folders.length > 0) tellKept(job, this.#kept.folders);
    }
  }

  /** Files that are not in the history, and why. */
  tellLeftOut(paths: readonly string[]): void {
    if (paths.length === 0) return;
    const why = 'larger than 16 MiB, not readable, or with a name that is no text';
    const detail = `${listSome(paths)}: ${why}`;
    const title = 'Not in the history of your files';
    this.#parts.job.report({ step: 'left-out', title, status: 'done', detail });
  }

  #copyOf(reason: Reason, made?: ConstructorParameters<typeof KeptCopy>[2]): KeptCopy {
    const { tools, run } = this.#parts;
    const record = (path: string, { type, content }: TreeEntry): void => {
      if (type === 'file' && content.byteLength <= maxReadBytes)
        recordRevisions(tools.store, run.id, new Map([[path, { content, executable: false }]]), reason);
    };
    return new KeptCopy({ keptDir: tools.keptDir, lab: run.lab, at: tools.now() }, record, made);
  }

  async #readWhole() {
    const { stage, job } = this.#parts;
    await stage.workbench.syncOut(job.signal);
    return stage.workspace.copy();
  }

  /** Where this fails nothing was changed, so the next job is not to take this one for half done. */
  async #whileUnchanged<T>(work: () => Promise<T>): Promise<T> {
    const { tools, run } = this.#parts;
    try {
      return await work();
    } catch (error) {
      if (run.step !== 'reset') tools.store.updateRun(run.id, { intent: run.intent, step: run.step });
      throw error;
    }
  }
}

function tellKept(job: Job, folders: readonly string[]): void {
  job.report({ step: 'copy', title: 'Your files are kept', status: 'done', detail: folders.join(', ') });
}
