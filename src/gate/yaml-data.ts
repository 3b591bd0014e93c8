import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { isJsonMap, type Json } from './json.ts';

/** Aliases may multiply what a file says only so far. */
const maxNodes = 20_000;
const maxAliases = 200;
const maxDepth = 40;

/**
 * Makes data of nodes, with aliases and `<<` taken out and counted: `fail` is told of what has no place in a compose
 * file.
 */
export class YamlData {
  readonly #document: Document;
  readonly #fail: (node: Node | null, why: string) => never;
  #nodes = 0;
  #aliases = 0;

  constructor(document: Document, fail: (node: Node | null, why: string) => never) {
    this.#document = document;
    this.#fail = fail;
  }

  convert(node: unknown, depth: number): Json {
    if (node === null || node === undefined) return null;
    this.#nodes += 1;
    if (isAlias(node)) {
      this.#aliases += 1;
      if (this.#aliases > maxAliases) this.#fail(node, 'uses aliases too often');
      const target = node.resolve(this.#document);
      if (target === undefined)
        this.#fail(node, `uses the alias *${node.source}, which nothing before it is called`);
      return this.convert(target, depth + 1);
    }
    if (isScalar(node)) return this.#scalar(node);
    if (!isMap(node) && !isSeq(node)) return this.#fail(null, 'holds something that is no value');
    if (this.#nodes > maxNodes) this.#fail(node, 'grows too large when its aliases are put in');
    if (depth > maxDepth) this.#fail(node, 'is nested too deep');
    if (isSeq(node)) return node.items.map((item) => this.convert(item, depth + 1));
    const own: Record<string, Json> = Object.create(null);
    const merged: Record<string, Json> = Object.create(null);
    for (const pair of node.items) {
      const key = this.#key(pair, node);
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN')
        this.#merge(merged, pair, node, depth);
      else own[key] = this.convert(pair.value, depth + 1);
    }
    return Object.assign(Object.create(null), merged, own);
  }

  #merge(into: Record<string, Json>, pair: Pair, node: Node, depth: number): void {
    const value = this.convert(pair.value, depth + 1);
    for (const from of Array.isArray(value) ? value.toReversed() : [value]) {
      Object.assign(
        into,
        isJsonMap(from) ? from : this.#fail(node, 'merges (`<<`) something that has no keys'),
      );
    }
  }

  #key({ key }: Pair, node: Node): string {
    if (!isScalar(key)) return this.#fail(node, 'has a key that is no text');
    const text = typeof key.value === 'string' ? key.value : (key.source ?? '');
    if (text === '__proto__') this.#fail(key, 'has a key that no compose file has');
    return text;
  }

  #scalar(node: Scalar): Json {
    const { value, source = '' } = node;
    if (typeof value === 'number') {
      // Compose reads 0440 as octal, as YAML 1.1 did; file modes depend on it.
      if (node.type === 'PLAIN' && /^0[0-7]+$/.test(source)) return Number.parseInt(source, 8);
      if (!Number.isFinite(value)) return this.#fail(node, 'has a number without end');
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;
    }
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    return this.#fail(node, 'holds something that is no value');
  }
}
