import type { Panel } from '../layout/arrangement.ts';
import type { Workspace } from '../workspace-context.ts';
import { openKeysDialog } from './keys-list.tsx';

const panelKeys: Readonly<Record<string, Panel>> = { t: 'terminal', f: 'files', c: 'checks', w: 'facts' };

/**
 * Single letters while the focus is in the workspace and nothing takes text: neither the browser nor a shell
 * loses a key by it. Returns what ends the listening.
 */
export function listenForKeys(root: HTMLElement, workspace: Workspace): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || takesText(event.target))
      return;
    const panel = panelKeys[event.key];
    if (panel !== undefined) workspace.show(panel);
    else if (event.key === 'r') void workspace.store.begin('run');
    else if (event.key === 'k') void workspace.store.check();
    else if (event.key === '?') openKeysDialog();
    else return;
    event.preventDefault();
  }
  root.addEventListener('keydown', onKeyDown);
  return () => root.removeEventListener('keydown', onKeyDown);
}

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest(
      'input, textarea, select, [contenteditable], dialog, [role=tree], [role=menu], .monaco-editor, .xterm',
    ) !== null
  );
}
