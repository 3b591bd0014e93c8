/**
 * Reads the text of a compose file into plain data, and knows where in the text each key stands. Compose itself never
 * sees the text, so that two parsers cannot read it differently.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { GateProblem, KeyPath } from './problem.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonMap;
export type JsonMap = { readonly [key: string]: Json };

export interface Position {
  readonly line?: number;
  readonly column?: number;
}

export interface ComposeSource {
  readonly file: string;
  readonly tree: JsonMap;
  /** Where a key stands, or the deepest part of the path that does; `hint` finds the entry of a list. */
  locate(path: KeyPath, hint?: string): Position;
}

/** A compose file larger than this is no compose file. */
export const maxComposeBytes = 64 * 1024;
/** Aliases may multiply what a file says only so far. */
const maxNodes = 20_000;
const maxAliases = 200;
const maxDepth = 40;
const plainTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/** YAML 1.2 core schema, unique keys, aliases and merges up to a limit, no tags of other kinds, one document. */
export function readCompose(
  text: string,
  file: string,
): { readonly source: ComposeSource; readonly problems: readonly GateProblem[] } {
  const lines = new LineCounter();
  const empty: ComposeSource = { file, tree: {}, locate: () => ({}) };
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > maxComposeBytes)
    return {
      source: empty,
      problems: [
        malformed(`${file} has ${bytes} bytes; a compose file may have ${maxComposeBytes}.`, {}, file),
      ],
    };
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    schema: 'core',
    version: '1.2',
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [broken] = document.errors;
  if (broken)
    return {
      source: empty,
      problems: [
        malformed(yamlWords(broken.code, broken.message, file, at(broken.pos[0])), at(broken.pos[0]), file),
      ],
    };
  const problems = findTags(document).map(({ tag, offset }) =>
    malformed(
      `${file} has the tag ${tag}; a compose file here says what it means without tags.`,
      at(offset),
      file,
    ),
  );
  if (problems.length > 0) return { source: empty, problems };
  try {
    const tree = new Converter(document, (node, why) => {
      throw new Unreadable(why, at(node?.range?.[0] ?? 0));
    }).convert(document.contents, 0);
    if (!isJsonMap(tree) && tree !== null)
      return {
        source: empty,
        problems: [
          malformed(
            `${file} is a ${Array.isArray(tree) ? 'list' : 'value'}, not keys and values such as \`services:\`.`,
            { line: 1, column: 1 },
            file,
          ),
        ],
      };
    const locate = (path: KeyPath, hint?: string) => locateIn(document, path, hint, at);
    return { source: { file, tree: tree ?? {}, locate }, problems: [] };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { source: empty, problems: [malformed(`${file} ${error.message}.`, error.at, file)] };
  }
}

class Unreadable extends Error {
  readonly at: Position;
  constructor(message: string, at: Position) {
    super(message);
    this.at = at;
  }
}

function malformed(message: string, at: Position, file: string): GateProblem {
  return {
    kind: 'malformed',
    path: [],
    message,
    fix: 'Correct it and press Run again.',
    elsewhere: { file, ...at },
  };
}

function yamlWords(code: string, message: string, file: string, { line }: Position): string {
  if (code === 'DUPLICATE_KEY') return `${file} has a key twice: the second stands on line ${line}.`;
  if (code === 'MULTIPLE_DOCS')
    return `${file} holds a second document from line ${line} on; only one can be run.`;
  const why = (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  return `${file} is not YAML from line ${line} on: ${why}.`;
}

function findTags(document: Document): readonly { tag: string; offset: number }[] {
  const found: { tag: string; offset: number }[] = [];
  visit(document, {
    Node(_, node) {
      if ('tag' in node && node.tag !== undefined && !plainTags.has(node.tag))
        found.push({ tag: node.tag, offset: node.range?.[0] ?? 0 });
    },
  });
  return found;
}

/** Makes data of nodes, with aliases and `<<` taken out. */
class Converter {
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

export function isJsonMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Follows a path through the nodes, aliases, merges and `extends` included. */
function locateIn(
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
