import { differenceWords, type Seen } from './difference.ts';
import { type Marks, marksBetween, noMarks } from './marks.ts';
import { type Subject, subjectOf } from './subject.ts';

/** One of those compared. The first is what the others are held against. */
export interface Side extends Seen {
  /** `as it begins`, `runsc`. */
  readonly label: string;
}

export interface ComparedSubject {
  readonly subject: Subject;
  readonly marks: Marks;
  /** What is otherwise than of the first, in words. */
  readonly words: readonly string[];
}

/** Containers held against the first of them: in other states, under other runtimes, or other services. */
export function compareSides(sides: readonly Side[]): readonly ComparedSubject[] {
  const [first] = sides;
  if (first === undefined) return [];
  const base = subjectOf(first.container, first.observation);
  return sides.map((side, index) => {
    const subject = { ...subjectOf(side.container, side.observation), label: side.label, key: side.label };
    if (index === 0) return { subject, marks: noMarks, words: [] };
    return { subject, marks: marksBetween(base, subject), words: differenceWords(first, side) };
  });
}
