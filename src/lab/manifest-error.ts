import { closest, distance } from 'fastest-levenshtein';
import type * as z from 'zod';
import { DrydockError } from './errors.ts';
import type { ManifestSource } from './manifest.ts';

/** The word of `known` nearest to `word`, where it is near enough to be a misspelling. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(word, [...known]);
  return distance(word, best) <= Math.max(2, word.length / 3) ? best : undefined;
}

/** The line on which a key or a quoted text first stands; undefined where it does not. */
export function lineOf(text: string | undefined, word: string): number | undefined {
  if (text === undefined) return undefined;
  const index = text
    .split('\n')
    .findIndex((line) =>
      new RegExp(`(^|[^\\w-])${word.replaceAll(/[^\w-]/g, '\\$&')}($|[^\\w-])`).test(line),
    );
  return index < 0 ? undefined : index + 1;
}

/** One error for the first thing wrong; its message names the field, what was expected and what stands there. */
export function friendlyManifestError(
  error: z.ZodError,
  input: unknown,
  source: ManifestSource,
): DrydockError {
  // A misspelt key is both unknown and missing; the former says more.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  const path = (issue?.path ?? []).map(String);
  const field = path.join('.') || 'the manifest';
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const key = unknownKey === undefined ? field : [...path, unknownKey].join('.');
  const line = lineOf(source.text, unknownKey ?? path.at(-1) ?? '');
  const near = unknownKey === undefined ? undefined : nearest(unknownKey, manifestWords);
  const message =
    unknownKey === undefined
      ? `${field} of ${source.file} is wrong: ${issue?.message ?? 'unreadable'}; it holds ${show(valueAt(input, path))}.`
      : `${source.file} has an unknown field “${key}”.`;
  const fix =
    unknownKey === undefined
      ? 'Correct the field; docs/authoring.md lists them all.'
      : near
        ? `Did you mean “${near}”?`
        : 'Remove it; docs/authoring.md lists the fields of a manifest.';
  return new DrydockError('bad-manifest', {
    message,
    fix,
    place: { file: source.file, key, ...(line === undefined ? {} : { line }) },
    cause: error,
  });
}

const manifestWords = [
  'title',
  'level',
  'minutes',
  'after',
  'seat',
  'scope',
  'deliverable',
  'needs',
  'grants',
  'images',
  'shared',
  'opens',
  'takeaway',
  'vars',
  'probes',
  'guards',
  'tasks',
  'checks',
  'questions',
  'states',
  'customChecks',
  'hints',
  'points',
  'solution',
  'accepts',
  'mistakes',
  'scenes',
  'fails',
  'from',
  'edits',
  'overlay',
  'runtimes',
  'prompt',
  'kind',
  'truth',
  'within',
  'unit',
  'choices',
  'because',
  'service',
  'why',
  'readMore',
  'mode',
  'file',
];

function valueAt(input: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    input,
  );
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
