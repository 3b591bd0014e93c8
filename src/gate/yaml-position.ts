import { type Document, isAlias, isMap, isScalar, isSeq, type Pair } from 'yaml';
import type { KeyPath } from './json.ts';

export interface Position {
  readonly line?: number;
  readonly column?: number;
}

/**
 * Where a path stands in the text, or the deepest part of it that does: follows aliases, merges and `extends`.
 * `hint` finds the entry of a list.
 */
export function locateIn(
  document: Document,
  path: KeyPath,
  hint: string | undefined,
  at: (offset: number) => Position,
): Position {
  const real = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  let node: unknown = document.contents;
  let found: Position = {};
  const place = (what: unknown) => {
    const range = isAlias(what) || isScalar(what) || isMap(what) || isSeq(what) ? what.range : undefined;
    if (range) found = at(range[0]);
  };
  for (const [index, step] of path.entries()) {
    const here = real(node);
    if (isMap(here)) {
      const pair = findPair(document, here, String(step), index === 2 ? document.contents : undefined);
      if (!pair) break;
      place(pair.key);
      node = pair.value;
    } else if (isSeq(here) && typeof step === 'number' && here.items[step] !== undefined) {
      node = here.items[step];
      place(node);
    } else break;
  }
  if (hint !== undefined) {
    const entry = findScalar(real(node), hint);
    if (entry) place(entry);
  }
  return found;
}

/** A key of a map, else of what is merged into it, else of the service that it extends. */
function findPair(document: Document, map: unknown, key: string, top: unknown, left = 8): Pair | undefined {
  if (!isMap(map) || left === 0) return undefined;
  const named = (name: string) =>
    map.items.find((pair) => isScalar(pair.key) && (pair.key.source ?? String(pair.key.value)) === name);
  const own = named(key);
  if (own) return own;
  const real = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const merged = real(named('<<')?.value);
  for (const from of isSeq(merged) ? merged.items : [merged]) {
    const pair = findPair(document, real(from), key, undefined, left - 1);
    if (pair) return pair;
  }
  if (top === undefined) return undefined;
  const extended = real(named('extends')?.value);
  const name = isMap(extended) ? extended.get('service') : isScalar(extended) ? extended.value : undefined;
  const services = isMap(top) ? top.get('services', true) : undefined;
  const base = isMap(services) && typeof name === 'string' ? services.get(name, true) : undefined;
  return findPair(document, real(base), key, top, left - 1);
}

/** The first scalar below a node that contains a text; of a map's entry, its key. */
function findScalar(node: unknown, text: string): unknown {
  if (isScalar(node)) return String(node.source ?? node.value).includes(text) ? node : undefined;
  if (isSeq(node)) return node.items.find((item) => findScalar(item, text) !== undefined);
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key, value }) => findScalar(key, text) ?? findScalar(value, text));
  return pair?.key;
}
