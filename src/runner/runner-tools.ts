import type { Ledger } from '../evidence/ledger.ts';
import type { LabId } from '../lab/lab-id.ts';
import type { Compose } from '../lab/ports/compose.ts';
import type { Copies } from '../lab/ports/copies.ts';
import type { SeatDirectory } from '../lab/ports/seat-directory.ts';
import type { Run, RunKey, Store } from '../lab/ports/store.ts';
import type { ImageFactsCache } from '../observe/facts/image-facts.ts';
import type { Trace } from './trace.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What the use cases work with; the command line puts it together. */
export interface RunnerTools {
  readonly store: Store;
  readonly seats: SeatDirectory;
  readonly compose: Compose;
  readonly imageFacts: ImageFactsCache;
  readonly copies: Copies;
  /** Signs what was judged. */
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Hears where the time of each job and check went. */
  readonly onTrace?: ((trace: Trace) => void) | undefined;
  /** Where copies go that are made before a reset or a solution. */
  readonly keptDir: string;
  /** The folder in which workspaces are, unless the learner chose another place for one. */
  readonly workspacesDir: string;
  newWorkspaceDir(lab: LabId, id: string): string;
  workspaceOf(run: Run): Workspace;
  /** The seed of a run's values: only this server can compute it, and no other run has it. */
  seedOf(key: RunKey): string;
}
