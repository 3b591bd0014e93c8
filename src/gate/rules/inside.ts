import { textOf } from '../model.ts';
import { insideWorkspace, whyNoFile } from '../workspace-entries.ts';
import { whyExchangeable } from '../writers.ts';
import type { ValueContext, ValueRule } from './value-rule.ts';

/** A file of the workspace, which no service of the file can exchange. */
export const fileInside: ValueRule = (value, context) => {
  const { inside, why } = findEntry(textOf(value), context);
  const wrong = why ?? (inside === undefined ? undefined : whyNoFile(inside, context.entries.get(inside)));
  if (wrong !== undefined) return [{ refuse: wrong, fix: 'Name a file of the workspace.' }];
  const exchangeable = inside === undefined ? undefined : whyExchangeable(inside, context);
  return exchangeable === undefined ? [] : [exchangeable];
};

/** A folder of the workspace, or a service whose image stands for one. */
export const folderInside: ValueRule = (value, context) => {
  const path = textOf(value);
  if (path === '' || path.startsWith('service:')) return [];
  const { inside, why } = /^[a-z+-]+:|^git@|^github\.com\//i.test(path)
    ? { inside: undefined, why: `“${path}” is fetched from elsewhere` }
    : findEntry(path, context);
  const entry = inside === undefined || inside === '' ? undefined : context.entries.get(inside);
  const wrong =
    why ??
    (entry === undefined || entry.kind === 'folder'
      ? undefined
      : entry.kind === 'absent'
        ? `there is no folder ${inside} in the workspace`
        : entry.kind === 'file'
          ? `${inside} is a file`
          : whyNoFile(inside ?? '', entry));
  return wrong === undefined ? [] : [{ refuse: wrong, fix: 'Name a folder of the workspace.' }];
};

function findEntry(
  path: string,
  { workspacePath }: ValueContext,
): { readonly inside: string | undefined; readonly why?: string } {
  const inside = insideWorkspace(path, workspacePath);
  return inside === undefined ? { inside, why: `“${path}” lies outside of the workspace` } : { inside };
}
