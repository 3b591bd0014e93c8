import type { AnswerView } from '../../lab/wire/checks.ts';

/** What a reader is told of an answer of theirs; undefined where nobody can tell on this machine. */
export function answerWords({ correct, value }: AnswerView): string | undefined {
  if (correct === undefined) return undefined;
  return correct ? 'Right.' : `Not ${value}.`;
}

/** Why a question is not asked here. */
export const skippedWords = (reason: string): string => `Skipped on this machine: ${reason}.`;
