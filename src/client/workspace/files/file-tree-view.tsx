import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Icon } from '../frame/icon.tsx';
import type { Workspace } from '../workspace-context.ts';
import { useWorkspace } from '../workspace-context.ts';
import { isDirty } from './document-state.ts';
import type { TreeRow } from './file-tree.ts';
import { findNameProblem, moveInTree, parentsOf, visibleRows } from './file-tree.ts';

/** The workspace as a tree: one stop for the Tab key, arrows walk it, F2 renames, Delete deletes. */
export function FileTree({ onOpen }: { readonly onOpen: () => void }) {
  const workspace = useWorkspace();
  const { files } = workspace;
  const open = useSignal<ReadonlySet<string>>(new Set());
  const at = useSignal<string | undefined>(undefined);
  const tree = useRef<HTMLDivElement>(null);
  const current = files.current.value;
  const shown = new Set([...open.value, ...(current === undefined ? [] : parentsOf(current))]);
  const rows = visibleRows(files.entries.value, shown);
  const stop =
    rows.find((row) => row.path === at.value)?.path ??
    rows.find((row) => row.path === current)?.path ??
    rows[0]?.path;

  function toggle(path: string, to: boolean): void {
    const next = new Set(shown);
    if (to) next.add(path);
    else next.delete(path);
    open.value = next;
  }

  function focusRow(path: string): void {
    at.value = path;
    tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  }

  function activate(row: TreeRow): void {
    at.value = row.path;
    if (row.kind === 'directory') toggle(row.path, !row.open);
    else {
      onOpen();
      void workspace.openFile(row.path);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = rows.find((one) => one.path === stop);
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moveInTree(rows, row.path, event.key);
    if (move !== undefined) {
      if ('to' in move) focusRow(move.to);
      else if ('open' in move) toggle(move.open, true);
      else toggle(move.close, false);
    } else if (event.key === 'Enter' || event.key === ' ') activate(row);
    else if (event.key === 'F2') void askRename(workspace, row.path);
    else if (event.key === 'Delete') void askDelete(workspace, row);
    else {
      const found = findByLetter(rows, row.path, event.key);
      if (found === undefined) return;
      focusRow(found);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  const folder = folderOf(rows, stop);
  return (
    <div class="ws-tree" id="ws-tree">
      <div class="ws-tree-tools">
        <button
          type="button"
          class="ws-tool"
          aria-label="New file"
          title="New file"
          onClick={() => void askNew(workspace, 'file', folder)}
        >
          <Icon name="newFile" />
        </button>
        <button
          type="button"
          class="ws-tool"
          aria-label="New folder"
          title="New folder"
          onClick={() => void askNew(workspace, 'directory', folder)}
        >
          <Icon name="newFolder" />
        </button>
      </div>
      <div class="ws-rows" role="tree" aria-label="Files" ref={tree} onKeyDown={onKeyDown}>
        {rows.map((row) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it hears the keys
          <div
            key={row.path}
            role="treeitem"
            class="ws-row"
            data-path={row.path}
            data-current={row.path === current}
            aria-level={row.level}
            aria-posinset={row.position}
            aria-setsize={row.siblings}
            aria-expanded={row.kind === 'directory' ? row.open : undefined}
            aria-selected={row.path === current}
            tabIndex={row.path === stop ? 0 : -1}
            style={{ paddingInlineStart: `${0.4 + (row.level - 1) * 0.9}rem` }}
            onClick={() => activate(row)}
            onFocus={() => {
              at.value = row.path;
            }}
          >
            {row.kind === 'directory' ? <Icon name={row.open ? 'down' : 'right'} /> : <Icon name="file" />}
            <span>{row.name}</span>
            <Dirt path={row.path} />
          </div>
        ))}
      </div>
      {rows.length === 0 && <p class="ws-empty">No files yet.</p>}
    </div>
  );
}

function Dirt({ path }: { readonly path: string }) {
  const { files } = useWorkspace();
  const state = files.documents.value.get(path);
  if (state === undefined || !isDirty(state)) return null;
  return <span class="ws-dirty" title="Not saved yet" />;
}

/** The folder that something new belongs into: the row itself or the one that holds it, with a slash. */
function folderOf(rows: readonly TreeRow[], at: string | undefined): string {
  const row = rows.find((one) => one.path === at);
  if (row === undefined) return '';
  if (row.kind === 'directory' && row.open) return `${row.path}/`;
  const parent = parentsOf(row.path).at(-1);
  return parent === undefined ? '' : `${parent}/`;
}

function findByLetter(rows: readonly TreeRow[], at: string, key: string): string | undefined {
  if (key.length !== 1) return undefined;
  const index = rows.findIndex((row) => row.path === at);
  const order = [...rows.slice(index + 1), ...rows.slice(0, index)];
  return order.find((row) => row.name.toLowerCase().startsWith(key.toLowerCase()))?.path;
}

function takenIn({ files }: Workspace): ReadonlySet<string> {
  return new Set(files.entries.value.map((entry) => entry.path));
}

async function askNew(workspace: Workspace, kind: 'file' | 'directory', folder: string): Promise<void> {
  const word = kind === 'file' ? 'file' : 'folder';
  const path = await workspace.ask.prompt({
    title: `New ${word}`,
    text: 'Its path in the workspace.',
    field: { label: 'Path', value: folder, problem: (value) => findNameProblem(value, takenIn(workspace)) },
    yes: 'Create',
  });
  if (path !== undefined) await workspace.files.create(path, kind);
}

async function askRename(workspace: Workspace, from: string): Promise<void> {
  const to = await workspace.ask.prompt({
    title: `Rename ${from}`,
    text: 'A new path moves it.',
    field: {
      label: 'Path',
      value: from,
      problem: (value) => (value === from ? undefined : findNameProblem(value, takenIn(workspace))),
    },
    yes: 'Rename',
  });
  if (to !== undefined && to !== from) await workspace.files.rename(from, to);
}

async function askDelete(workspace: Workspace, row: TreeRow): Promise<void> {
  const yes = await workspace.ask.confirm({
    title: `Delete ${row.path}?`,
    text:
      row.kind === 'directory'
        ? 'The folder goes with all that is in it.'
        : 'Reset brings back what the lab began with.',
    yes: 'Delete',
    danger: true,
  });
  if (yes) await workspace.files.remove(row.path);
}
