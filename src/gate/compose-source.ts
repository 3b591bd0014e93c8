/**
 * Reads the text of a compose file into plain data, and knows where in the text each key stands. Compose itself never
 * sees the text, so that two parsers cannot read it differently.
 */
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import type { KeyPath } from './json.ts';
import { isJsonMap, type JsonMap } from './json.ts';
import type { GateProblem } from './problem.ts';
import { YamlData } from './yaml-data.ts';
import { locateIn, type Position } from './yaml-position.ts';

export interface ComposeSource {
  readonly file: string;
  readonly tree: JsonMap;
  /** Where a key stands, or the deepest part of the path that does; `hint` finds the entry of a list. */
  locate(path: KeyPath, hint?: string): Position;
}

/** A compose file larger than this is no compose file. */
export const maxComposeBytes = 64 * 1024;
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
    const tree = new YamlData(document, (node, why) => {
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
