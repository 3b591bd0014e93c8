import { readFileSync } from 'node:fs';

export type Excerpt = { readonly code: string; readonly from: number } | { readonly problem: string };

/** Lines of a file: all, or a range such as `4-12`, `4` or `4-`. */
export function excerpt(file: string, range: string | undefined): Excerpt {
  const lines = readFileSync(file, 'utf8').replace(/\n$/, '').split('\n');
  if (range === undefined) return { code: lines.join('\n'), from: 1 };
  const [, first, dash, last] = /^(\d+)(-)?(\d+)?$/.exec(range) ?? [];
  if (first === undefined) return { problem: `range="${range}" is not lines such as 4-12.` };
  const from = Number(first);
  const to = last !== undefined ? Number(last) : dash === undefined ? from : lines.length;
  if (from < 1 || to < from || to > lines.length) {
    return { problem: `range="${range}" is not within its ${lines.length} lines.` };
  }
  return { code: lines.slice(from - 1, to).join('\n'), from };
}
