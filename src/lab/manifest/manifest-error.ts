import type * as z from 'zod';
import { DrydockError, type ErrorProblem } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { wayOut } from './grant.ts';
import type { ManifestSource } from './manifest.ts';

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

/** One error for all that is wrong; its message is the first one's. */
export function manifestError(problems: readonly ErrorProblem[], cause?: unknown): DrydockError {
  const [first = { message: 'The manifest cannot be read.' }, ...others] = problems;
  const { message, fix, place } = first;
  return new DrydockError('bad-manifest', {
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(place === undefined ? {} : { place }),
    ...(others.length === 0 ? {} : { problems }),
    cause,
  });
}

/** What a schema found wrong: each names the field, what was expected and what stands there. */
export function problemsOf(
  error: z.ZodError,
  input: unknown,
  source: ManifestSource,
): readonly ErrorProblem[] {
  // A misspelt key is both unknown and missing; the former says more.
  const isUnknown = ({ code }: z.core.$ZodIssue) => code === 'unrecognized_keys';
  const unknown = error.issues.filter(isUnknown);
  const others = error.issues.filter((issue) => !isUnknown(issue));
  const rest = others.filter(
    ({ path }) =>
      valueAt(input, path.map(String)) !== undefined ||
      !unknown.some((each) => each.path.join('.') === path.slice(0, -1).join('.')),
  );
  return [...unknown, ...rest].map((issue) => {
    const path = issue.path.map(String);
    const {
      message,
      fix,
      word,
      key = path.join('.'),
    } = explain(issue, path, valueAt(input, path), source.file);
    const line = lineOf(source.text, word ?? path.at(-1) ?? '');
    return {
      message,
      fix: fix ?? 'Correct the field; docs/authoring.md lists them all.',
      place: { file: source.file, key, ...(line === undefined ? {} : { line }) },
    };
  });
}

interface Explanation {
  readonly message: string;
  readonly fix?: string;
  /** Stands on the line that is wrong, where the name of the field does not. */
  readonly word?: string;
  readonly key?: string;
}

function explain(
  issue: z.core.$ZodIssue,
  path: readonly string[],
  value: unknown,
  file: string,
): Explanation {
  const field = path.join('.') || 'the manifest';
  if (issue.code === 'unrecognized_keys') {
    const [unknown = ''] = issue.keys;
    const key = [...path, unknown].join('.');
    const near = nearest(unknown, manifestWords);
    const fix = near
      ? `Did you mean “${near}”?`
      : 'Remove it; docs/authoring.md lists the fields of a manifest.';
    return { message: `${file} has an unknown field “${key}”.`, fix, word: unknown, key };
  }
  const words = wordsOf(issue);
  if (value === undefined) {
    const wanted = issue.code === 'invalid_type' ? issue.expected : words && listed(words);
    return {
      message: `${file} lacks the field “${field}”${wanted ? ` (${wanted})` : ''}.`,
      fix: 'Add it; docs/authoring.md lists the fields of a manifest.',
    };
  }
  if (words && typeof value === 'string') {
    const where = `${field} of ${file} is “${value}”`;
    if (path[0] === 'grants' && path.at(-1) === 'key' && wayOut.keys.includes(value))
      return { message: `${where}, and ${wayOut.why}.`, fix: wayOut.fix, word: value };
    const near = nearest(value, words);
    return {
      message: `${where}; expected ${listed(words)}.`,
      ...(near ? { fix: `Did you mean “${near}”?` } : {}),
      word: value,
    };
  }
  const reason = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  return { message: `${field} of ${file} is wrong: ${reason ?? 'unreadable'}; it holds ${show(value)}.` };
}

/** The words of which a field must hold one. */
function wordsOf(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  const options = issue.code === 'invalid_union' && 'options' in issue ? issue.options : undefined;
  return Array.isArray(options) ? options.map(String) : undefined;
}

const listed = (words: readonly string[]) =>
  words.length > 8
    ? `one of ${words.length} words, such as ${words.slice(0, 3).join(', ')}`
    : words.join(', ').replace(/, ([^,]*)$/, ' or $1');

const manifestWords = [
  'title',
  'level',
  'minutes',
  'after',
  'seat',
  'scope',
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
  'run',
  'refused',
  'stops',
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
