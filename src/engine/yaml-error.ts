import { parseDocument } from 'yaml';
import type { SourcePlace } from '../lab/errors.ts';

/**
 * The first thing that keeps a text from being YAML, with its place. Compose often names the line on which the
 * surrounding block begins; this is the line on which it goes wrong.
 */
export function findYamlError(
  text: string,
  file: string,
): { readonly why: string; readonly place: SourcePlace } | undefined {
  const [error] = parseDocument(text).errors;
  if (!error) return undefined;
  const [start] = error.linePos ?? [];
  const why = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  return { why, place: { file, ...(start ? { line: start.line, column: start.col } : {}) } };
}
