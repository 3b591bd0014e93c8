/** Reads what seccomp filters answer, by the name of a call. Pure. */
import { errnoNames, errnoNumbers } from './errno.ts';
import type { Fact } from './fact.ts';
import type { CallAnswer, CallAnswers } from './filters.ts';
import type { ObservedContainer, ObservedProcess } from './observation.ts';

/** What the filters of one process answer. */
export function answersOf(
  { pid }: Pick<ObservedProcess, 'pid'>,
  { filters }: Pick<ObservedContainer, 'filters'>,
): Fact<CallAnswers> {
  if (filters.source === 'unknown') return filters;
  const found = filters.value.find(({ pids }) => pids.includes(pid))?.answers;
  return (
    found ?? {
      source: 'unknown',
      reason: 'nothing was told of the filters of this process',
      cause: 'not-seen',
    }
  );
}

/** The answers that are not the usual one, by the name of the call. */
export function exceptionsOf({ unusual }: Pick<CallAnswers, 'unusual'>): ReadonlyMap<string, CallAnswer> {
  const isAnswer = (key: string): key is CallAnswer => Object.hasOwn(unusual, key);
  return new Map(
    Object.keys(unusual)
      .filter(isAnswer)
      .flatMap((answer) => (unusual[answer] ?? []).map((name) => [name, answer] as const)),
  );
}

/** What is answered to each of these calls. */
export function answersTo(
  names: readonly string[],
  answers: Pick<CallAnswers, 'unusual' | 'usual'>,
): readonly (readonly [name: string, answer: CallAnswer])[] {
  const exceptions = exceptionsOf(answers);
  return names.map((name) => [name, exceptions.get(name) ?? answers.usual]);
}

/** The kernel makes the call, whoever asks and with whatever arguments. */
export const isAllowed = (answer: CallAnswer | 'by-number' | undefined): boolean =>
  answer === 'allow' || answer === 'log';

/** The call is never made. `errno 0` says that all went well: that nothing was done, the program does not learn. */
export const isClosed = (answer: CallAnswer | 'by-number' | undefined): boolean =>
  answer !== undefined && (/^errno /.test(answer) || isKilled(answer) || answer === 'trap');

/** Whoever makes the call, or its whole process, ends. */
export const isKilled = (answer: CallAnswer | 'by-number' | undefined): boolean =>
  answer === 'kill-process' || answer === 'kill-thread';

/** `EPERM`, `errno 200`, `allow`: as a reader writes it. */
export function wordOf(answer: CallAnswer): string {
  const [, number] = /^errno (\d+)$/.exec(answer) ?? [];
  return errnoNames.find((name) => String(errnoNumbers[name]) === number) ?? answer;
}
