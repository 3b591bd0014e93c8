import type { KeyPath } from './json.ts';
import { isJsonMap, type Json } from './json.ts';
import { type KeyRule, keyTable, pathBelow } from './key-table.ts';

/** A key of a compose file, with what the table says of it; without a rule, the table does not know it. */
export interface FoundKey {
  readonly path: KeyPath;
  /** Its path in the table. */
  readonly known: string | undefined;
  readonly rule: KeyRule | undefined;
  readonly value: Json;
}

/**
 * Every key of a tree, from the top down. Below a key that the table does not know, and below one that `enter` says no
 * to, nothing is looked at. Extensions are passed over.
 */
export function* walkKeys(tree: Json, enter: (found: FoundKey) => boolean = () => true): Generator<FoundKey> {
  yield* walk(tree, [], '', enter);
}

function* walk(
  node: Json,
  path: KeyPath,
  known: string,
  enter: (found: FoundKey) => boolean,
): Generator<FoundKey> {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) yield* walk(item, [...path, index], known, enter);
    return;
  }
  if (!isJsonMap(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (isExtension(known, key)) continue;
    const below = pathBelow(known, key);
    const found: FoundKey = {
      path: [...path, key],
      known: below,
      rule: below === undefined ? undefined : keyTable[below],
      value,
    };
    yield found;
    if (below !== undefined && enter(found)) yield* walk(value, found.path, below, enter);
  }
}

/**
 * Whether a key below a path of the table is an extension: it begins with `x-`, and stands where keys are Compose's
 * own. Where names are the author's to choose, `x-web` is a service, a network or a label like others.
 * https://github.com/compose-spec/compose-spec/blob/main/11-extension.md
 */
export const isExtension = (known: string, key: string): boolean =>
  key.startsWith('x-') && pathBelow(known, key) === undefined;
