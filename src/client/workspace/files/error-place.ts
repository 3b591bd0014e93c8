import type { ErrorProblem, SourcePlace } from '../../../lab/errors.ts';

/**
 * The workspace file that a place speaks of. Tools name it as they saw it (absolute in the workbench, or with
 * `./`), so the longest entry that the name ends with is meant.
 */
export function findPlacedFile(place: SourcePlace, paths: readonly string[]): string | undefined {
  const name = place.file.replaceAll('\\', '/').replace(/^\.\//, '');
  return paths
    .filter((path) => name === path || name.endsWith(`/${path}`))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** The line and column of a place in `text`: as told, or found by the key. */
export function locatePlace(place: SourcePlace, text: string): { line: number; column: number } {
  if (place.line !== undefined) return { line: place.line, column: place.column ?? 1 };
  if (place.key !== undefined) return findKey(text, place.key) ?? { line: 1, column: 1 };
  return { line: 1, column: 1 };
}

/**
 * A dotted key of a YAML mapping, found by indentation: good for the block style that compose files are
 * written in. Where the last names are not there, the deepest that is.
 */
export function findKey(text: string, key: string): { line: number; column: number } | undefined {
  const lines = text.split('\n');
  let found: { line: number; column: number } | undefined;
  let from = 0;
  let inside = -1;
  for (const name of key.split('.')) {
    const at = findChild(lines, from, inside, name);
    if (at === undefined) return found;
    const indent = indentOf(lines[at] ?? '');
    found = { line: at + 1, column: indent + 1 };
    from = at + 1;
    inside = indent;
  }
  return found;
}

function findChild(lines: readonly string[], from: number, inside: number, name: string): number | undefined {
  let level: number | undefined;
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const indent = indentOf(line);
    if (indent <= inside) return undefined;
    level ??= indent;
    if (indent === level && keyOf(line) === name) return index;
  }
  return undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function keyOf(line: string): string | undefined {
  return /^\s*(["']?)([^"':#]+)\1\s*:/.exec(line)?.[2]?.trim();
}

/** What a marker in the editor says. */
export function markText(error: ErrorProblem): string {
  return error.fix === undefined ? error.message : `${error.message}\n${error.fix}`;
}
