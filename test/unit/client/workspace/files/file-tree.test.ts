import { expect, test } from 'vitest';
import {
  findNameProblem,
  moveInTree,
  parentsOf,
  visibleRows,
} from '../../../../../src/client/workspace/files/file-tree.ts';

const entries = [
  { path: 'compose.yaml', kind: 'file' as const, sizeBytes: 1, revision: 'r' },
  { path: 'bot/main.go', kind: 'file' as const, sizeBytes: 1, revision: 'r' },
  { path: 'bot', kind: 'directory' as const, sizeBytes: 0, revision: '' },
  { path: 'bot/cmd/run.go', kind: 'file' as const, sizeBytes: 1, revision: 'r' },
];

test('folders come first and show their content when open', () => {
  const closed = visibleRows(entries, new Set());
  expect(closed.map((row) => row.path)).toEqual(['bot', 'compose.yaml']);
  const open = visibleRows(entries, new Set(['bot']));
  expect(open.map((row) => [row.path, row.level])).toEqual([
    ['bot', 1],
    ['bot/cmd', 2],
    ['bot/main.go', 2],
    ['compose.yaml', 1],
  ]);
});

test('arrows walk, open and close as trees do', () => {
  const rows = visibleRows(entries, new Set(['bot']));
  expect(moveInTree(rows, 'bot', 'ArrowRight')).toEqual({ to: 'bot/cmd' });
  expect(moveInTree(rows, 'bot/cmd', 'ArrowRight')).toEqual({ open: 'bot/cmd' });
  expect(moveInTree(rows, 'bot/main.go', 'ArrowLeft')).toEqual({ to: 'bot' });
  expect(moveInTree(rows, 'bot', 'ArrowLeft')).toEqual({ close: 'bot' });
  expect(moveInTree(rows, 'bot', 'End')).toEqual({ to: 'compose.yaml' });
  expect(moveInTree(rows, 'bot', 'x')).toBeUndefined();
});

test('names that lead out of the workspace or are taken are told why', () => {
  const taken = new Set(['compose.yaml']);
  expect(findNameProblem('new.txt', taken)).toBeUndefined();
  expect(findNameProblem('../x', taken)).toMatch(/lead out/);
  expect(findNameProblem('/etc/passwd', taken)).toMatch(/relative/);
  expect(findNameProblem('compose.yaml', taken)).toMatch(/there already/);
});

test('the folders above a file', () => {
  expect(parentsOf('a/b/c')).toEqual(['a', 'a/b']);
});
