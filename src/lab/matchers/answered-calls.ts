/** What matchers of system calls ask of the answers of filters, and the words for it. */
import * as z from 'zod';
import { answersTo, isAllowed, isClosed, isKilled, wordOf } from '../observation/call-answers.ts';
import type { CallAnswer, CallAnswers } from '../observation/filters.ts';
import type { Observation } from '../observation/observation.ts';
import { isSyscall, syscallsOf } from '../observation/syscall-table.ts';
import { listWords } from './matcher.ts';

export const CallSchema = z
  .string()
  .refine(isSyscall, 'no architecture has a system call of this name: syscalls(2)');
export const CallsSchema = z.array(CallSchema).min(1);

/** The system calls of the host's architecture; undefined where Drydock has no table of it. */
export function tableOf({ host }: Observation): readonly string[] | undefined {
  return host.source === 'unknown' ? undefined : syscallsOf(host.value.architecture);
}

/** The judgement where there is no table. */
export const noTable = {
  source: 'unknown',
  reason: 'the system calls of this architecture are not in Drydock’s table',
  cause: 'host-lacks',
} as const;

/** What may be made, with some arguments or when somebody says so too. */
export function openOf(table: readonly string[], answers: CallAnswers): readonly string[] {
  return answersTo(table, answers).flatMap(([name, answer]) => (isClosed(answer) ? [] : [name]));
}

/** Ways around a refusal of calls by name: the same calls as of another architecture, all of them or one of `names`. */
export const openForeign = (
  { foreign, around = {} }: Pick<CallAnswers, 'foreign' | 'around'>,
  names: readonly string[] = [],
): readonly string[] =>
  Object.entries(foreign).flatMap(([name, answer]) =>
    isAllowed(answer) || around[name]?.some((call) => names.includes(call)) ? [name] : [],
  );

/** Ways around the table: other architectures, numbers beyond it. */
export function openElsewhere(answers: CallAnswers): readonly string[] {
  const names = openForeign(answers);
  return isAllowed(answers.beyond) ? [...names, 'a later kernel'] : names;
}

/** Whether an answer lets more through than a stricter filter's. */
export function isLooser(answer: CallAnswer, strict: CallAnswer | undefined): boolean {
  if (isClosed(answer) || strict === undefined || isAllowed(strict)) return false;
  // Which arguments two filters let through is not known, so that both look at them is taken to be the same.
  return isClosed(strict) || answer !== 'by-arguments';
}

/** `lets chmod through, answers ENOENT to fchmod`. */
export function tellAnswers(told: readonly (readonly [string, CallAnswer])[]): string {
  const answers = [...new Set(told.map(([, answer]) => answer))];
  return answers
    .map((answer) => {
      const names = listWords(told.flatMap(([name, each]) => (each === answer ? [name] : [])));
      if (isAllowed(answer)) return `lets ${names} through`;
      if (isKilled(answer)) return `kills for ${names}`;
      if (answer === 'by-arguments') return `decides on ${names} by the arguments`;
      if (answer === 'notify' || answer === 'trace') return `has another process decide on ${names}`;
      return `answers ${wordOf(answer)} to ${names}`;
    })
    .join(', ');
}
