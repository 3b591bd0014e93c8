import type * as z from 'zod';
import { DrydockError, type ErrorProblem } from '../lab/errors.ts';

/**
 * A value of this folder, read from what somebody else made. Throws `bad-assignment` with all that is wrong, each with
 * the key at which it stands; `thing` is what it should be: `the policy`, `the adjustment`.
 */
export function readValue<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  thing: string,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, input, thing));
  const [first = { message: `${thing} cannot be read.` }] = problems;
  throw new DrydockError('bad-assignment', {
    message: first.message,
    fix: 'Correct what stands at the key, and send it again.',
    ...(first.place ? { place: first.place } : {}),
    ...(problems.length > 1 ? { problems } : {}),
    cause: parsed.error,
  });
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown, thing: string): readonly ErrorProblem[] {
  const at = (key: string, what: string): ErrorProblem => ({
    message: `${key === '' ? thing : `“${key}” of ${thing}`} ${what.replace(/[.?]$/, '')}.`,
    place: { file: thing, key },
  });
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => at([...path, key].join('.'), 'is unknown'));
  if (valueAt(input, path) === undefined) return [at(path.join('.'), 'is missing')];
  const reason = issue.message.replace(/^./, (letter) => letter.toLowerCase());
  return [at(path.join('.'), `is wrong: ${reason}`)];
}

const valueAt = (input: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    input,
  );
