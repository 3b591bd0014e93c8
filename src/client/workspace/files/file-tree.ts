import type { FileEntry } from '../../../lab/wire/files.ts';

/** One row of the tree that is in sight. */
export interface TreeRow {
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'directory';
  /** Counts from 1, as aria-level does. */
  readonly level: number;
  readonly open: boolean;
  /** Position among its siblings, counts from 1, and how many there are. */
  readonly position: number;
  readonly siblings: number;
}

interface Branch {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly children: Map<string, Branch>;
}

/** The rows in sight: folders first, names in the order of people, closed folders without their content. */
export function visibleRows(entries: readonly FileEntry[], open: ReadonlySet<string>): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  walk(growTree(entries), 1, open, rows);
  return rows;
}

function growTree(entries: readonly FileEntry[]): Branch {
  const root: Branch = { path: '', kind: 'directory', children: new Map() };
  for (const entry of entries) {
    let branch = root;
    const names = entry.path.split('/').filter((name) => name !== '');
    names.forEach((name, index) => {
      const last = index === names.length - 1;
      const found = branch.children.get(name);
      const path = names.slice(0, index + 1).join('/');
      const next: Branch = found ?? {
        path,
        kind: last ? entry.kind : 'directory',
        children: new Map<string, Branch>(),
      };
      branch.children.set(name, next);
      branch = next;
    });
  }
  return root;
}

function walk(branch: Branch, level: number, open: ReadonlySet<string>, rows: TreeRow[]): void {
  const children = [...branch.children].sort(byKindAndName);
  children.forEach(([name, child], index) => {
    const isOpen = child.kind === 'directory' && open.has(child.path);
    rows.push({
      path: child.path,
      name,
      kind: child.kind,
      level,
      open: isOpen,
      position: index + 1,
      siblings: children.length,
    });
    if (isOpen) walk(child, level + 1, open, rows);
  });
}

function byKindAndName([a, left]: [string, Branch], [b, right]: [string, Branch]): number {
  if (left.kind !== right.kind) return left.kind === 'directory' ? -1 : 1;
  return a.localeCompare(b, undefined, { numeric: true });
}

/** The folders above a path: `a/b/c` gives `a` and `a/b`. */
export function parentsOf(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(0, -1).map((_, index) => names.slice(0, index + 1).join('/'));
}

/** What is wrong with a name for a new or renamed entry; undefined: nothing. */
export function findNameProblem(path: string, taken: ReadonlySet<string>): string | undefined {
  if (path.trim() === '') return 'A name is needed.';
  if (path.startsWith('/')) return 'Names are relative to the workspace: leave out the slash in front.';
  if (path.split('/').some((name) => name === '..' || name === '.' || name === ''))
    return 'A name cannot lead out of the workspace or be empty between slashes.';
  if (path.includes('\\') || path.includes('\0')) return 'A name cannot hold a backslash or a NUL.';
  if (taken.has(path)) return `${path} is there already.`;
  return undefined;
}

/** Where keys of the tree pattern lead from a row. */
export type TreeMove =
  | { readonly to: string }
  | { readonly open: string }
  | { readonly close: string }
  | undefined;

/** Arrows, Home and End as the tree pattern of ARIA has them. */
export function moveInTree(rows: readonly TreeRow[], at: string, key: string): TreeMove {
  const index = rows.findIndex((row) => row.path === at);
  const row = rows[index];
  if (row === undefined) return undefined;
  const to = (target: TreeRow | undefined): TreeMove =>
    target === undefined ? undefined : { to: target.path };
  switch (key) {
    case 'ArrowDown':
      return to(rows[index + 1]);
    case 'ArrowUp':
      return to(rows[index - 1]);
    case 'Home':
      return to(rows[0]);
    case 'End':
      return to(rows.at(-1));
    case 'ArrowRight':
      if (row.kind === 'file') return undefined;
      return row.open
        ? to(rows[index + 1]?.level === row.level + 1 ? rows[index + 1] : undefined)
        : { open: row.path };
    case 'ArrowLeft':
      if (row.open) return { close: row.path };
      return to(rows.slice(0, index).findLast((candidate) => candidate.level < row.level));
    default:
      return undefined;
  }
}
