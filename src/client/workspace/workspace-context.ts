import type { Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SourcePlace } from '../../lab/errors.ts';
import type { SolutionFile } from '../../lab/wire/labs.ts';
import type { Api } from '../core/api.ts';
import type { AskedShell } from '../core/terminal/asked-shell.ts';
import type { DockControl, GotoDetail } from '../core/workspace-host.ts';
import type { AssignedWork } from './assigned/assigned-work.ts';
import type { EditorView } from './files/editor/editor-view.ts';
import type { FileStore } from './files/file-store.ts';
import type { Asker } from './frame/asker.ts';
import type { Panel } from './layout/arrangement.ts';
import type { LayoutStore } from './layout/layout-store.ts';
import type { Preferences } from './preferences.ts';
import type { WorkspaceStore } from './store.ts';
import type { FirstShell } from './terminal/first-shell.ts';
import type { TerminalTabs } from './terminal/terminal-tabs.ts';

/** What every part of the opened workspace works with. */
export interface Workspace {
  /** Whose it is, by id. */
  readonly person: string | undefined;
  readonly api: Pick<Api, 'call'>;
  readonly store: WorkspaceStore;
  readonly assigned: AssignedWork;
  readonly files: FileStore;
  readonly layout: LayoutStore;
  readonly terminals: TerminalTabs;
  /** The first shell, given once. Absent where none was asked for before it could be drawn. */
  readonly takeShell: (() => AskedShell | undefined) | undefined;
  readonly firstShell: FirstShell;
  readonly preferences: Preferences;
  readonly dock: DockControl;
  readonly ask: Asker;
  /** The editor while it is there. */
  readonly editor: Signal<EditorView | undefined>;
  /** The solution while it is looked at. */
  readonly solution: Signal<readonly SolutionFile[] | undefined>;
  /** Shows a panel and moves the focus into it. */
  show(panel: Panel): void;
  /** Out of terminal or editor: the focus goes to the tab or bar of its panel. */
  leave(panel: Panel): void;
  openFile(path: string, at?: { line: number; column: number }): Promise<void>;
  /** Opens the file that an error speaks of, at its line or key. */
  openPlace(place: SourcePlace): Promise<void>;
  showCheck(id: string): void;
  showSolution(): Promise<void>;
  /** Asks the prose to show something. */
  goto(detail: GotoDetail): void;
}

const context = createContext<Workspace | undefined>(undefined);

export const WorkspaceProvider = context.Provider;

export function useWorkspace(): Workspace {
  const workspace = useContext(context);
  if (workspace === undefined) throw new Error('A part of the workspace stands outside of it.');
  return workspace;
}
