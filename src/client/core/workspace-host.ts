/** What the page gives to the workspace that it opens, and what it expects of it. */
import type { LabId } from '../../lab/lab-id.ts';
import type { Connection } from './connection.ts';
import type { LabModel } from './lab-model.ts';
import type { AskedShell } from './terminal/asked-shell.ts';

/** `full`: everything under the header. `folded`: a bar at the bottom. */
export type DockState = 'closed' | 'open' | 'full' | 'folded';

export interface DockControl {
  readonly state: DockState;
  /** `closed` disposes the workspace; the lab goes on running. */
  set(state: DockState): void;
  /** Beside the text, gives the workspace at least so many CSS pixels; undefined: as many as it had before. Remembered. */
  widen(pixels: number | undefined): void;
  onChange(listener: (state: DockState) => void): () => void;
}

export interface WorkspaceHost {
  readonly model: LabModel;
  readonly connection: Connection;
  readonly dock: DockControl;
  /** The first shell, given once. Absent where none was asked for before there was a workspace. */
  readonly takeShell?: () => AskedShell | undefined;
}

/** The export of `src/client/workspace/main.ts`. The element is empty, fills the dock and is dropped afterwards. */
export type MountWorkspace = (element: HTMLElement, host: WorkspaceHost) => Promise<Disposable> | Disposable;

/**
 * Another export of it: loads what the first look at a workspace takes beyond `main.ts` itself. `isAhead`: nobody waits for
 * it yet, so that what is done once may be done now. Rejects with nothing.
 */
export type PrepareWorkspace = (how: { readonly isAhead: boolean }) => Promise<void>;

/** `drydock:reveal` on the document: the page asks the open workspace to show something. */
export interface RevealDetail {
  readonly lab: LabId;
  readonly panel: 'terminal' | 'files' | 'checks';
  readonly path?: string;
  readonly line?: number;
  readonly check?: string;
}

/** `drydock:goto` on the document: the workspace asks the prose to show something. */
export interface GotoDetail {
  readonly task?: string;
  readonly check?: string;
  readonly href?: string;
}
