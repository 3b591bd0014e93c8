/** The opened workspace. Imported by the page on *Start lab*; nothing of it is loaded before. */
import '../core/terminal/terminal.css';
import './workspace.css';
import { h, render } from 'preact';
import { zoneHere } from '../core/session-words.ts';
import { shellDrawing } from '../core/terminal/shell-drawing.ts';
import type { MountWorkspace, PrepareWorkspace } from '../core/workspace-host.ts';
import { QuestionForm } from './checks/task-section.tsx';
import { addKeysToList } from './frame/keys-list.tsx';
import { WorkspaceView } from './frame/workspace-view.tsx';
import { openWorkspace } from './open-workspace.ts';
import { loadTerminal } from './terminal/terminal-panel.tsx';
import { WorkspaceProvider } from './workspace-context.ts';

/** Draws the workspace of a lab into `element` and keeps it live until disposed; the lab goes on. */
export const mountWorkspace: MountWorkspace = (element, host) => {
  const opened = openWorkspace(element, host);
  element.setAttribute('role', 'region');
  element.setAttribute('aria-label', 'Workspace');
  const keys = addKeysToList();
  const view = h(WorkspaceView, { root: element });
  render(h(WorkspaceProvider, { value: opened.workspace, children: view }), element);
  return {
    [Symbol.dispose]() {
      render(null, element);
      keys[Symbol.dispose]();
      opened[Symbol.dispose]();
    },
  };
};

export const prepareWorkspace: PrepareWorkspace = async ({ isAhead }) => {
  await Promise.allSettled([loadTerminal(), QuestionForm.load()]);
  if (!isAhead) return;
  // The first zone that is asked for loads what a browser knows of all.
  zoneHere();
  await shellDrawing.now?.keepTerminalReady();
};
